import type { ExecutionEvent } from '../../engine/events.js';
import type { Execution } from '../../model/execution.js';
import type { Flow } from '../../model/flow.js';
import type { TaskRun } from '../../model/task-run.js';
import type { TaskRunRecords } from '../../queues/worker-job.js';
import type { ExecutionDocument, ExecutionRequest } from '../execution-gateway.js';
import type { Work } from './work.js';

/** What waits for the next turn. */
export type Mail = NewExecutionMail | EventMail | AnsweredMail | DelayMail | ReloadMail;

interface MailBase {
  readonly executionId: string;
  /** Called once, after the commit or when it failed for good. */
  readonly done?: (error?: unknown, shown?: ExecutionDocument) => void;
}

export interface NewExecutionMail extends MailBase {
  readonly kind: 'new';
  readonly execution: Execution;
  readonly flow: Flow;
  readonly taskRuns: readonly TaskRun[];
  /** The waiting task run of the parent that hears `SubflowStarted` in the same commit. */
  readonly startedFor?: {
    readonly executionId: string;
    readonly taskRunId: string;
    readonly iteration?: number;
  };
}

export interface EventMail extends MailBase {
  readonly kind: 'event';
  readonly request: ExecutionRequest | ExecutionEvent;
  readonly records?: TaskRunRecords;
  /** Row of `execution_events` that this mail came from: deleted with its effect. */
  readonly row?: { readonly id: string; readonly replyTo: string | null };
}

/** The answers of a parked execution are there. */
export interface AnsweredMail extends MailBase {
  readonly kind: 'answered';
  readonly work: Work;
  readonly events: readonly ExecutionEvent[];
}

/** Nothing but a reason to hold the execution again after its view was dropped. */
export interface ReloadMail extends MailBase {
  readonly kind: 'reload';
}

export interface DelayMail extends MailBase {
  readonly kind: 'delay';
  readonly key: string;
}
