import { type Change, type Effect, touchedBy } from '../../engine/index.js';
import type { Refusal } from '../../engine/decision.js';
import type { LogEntry, MetricEntry } from '../../model/log-entry.js';
import type { ExecutionDocument } from '../execution-gateway.js';
import type { LiveExecution } from './live-execution.js';
import type { Mail } from './mail.js';

export interface Delivered {
  readonly mail: Mail;
  readonly refusal?: Refusal;
  readonly shown?: ExecutionDocument;
}

/** What the current turn makes of one execution: gathered while deciding, written once. */
export class Work {
  executionTouched = false;
  readonly taskRuns = new Set<string>();
  readonly removedTaskRuns = new Set<string>();
  readonly effects: Effect[] = [];
  readonly logs: LogEntry[] = [];
  readonly metrics: MetricEntry[] = [];
  readonly consumedRows: string[] = [];
  readonly endedJobs: { taskRunId: string; attempt: number }[] = [];
  readonly endedDelays = new Set<string>();
  readonly answers: { replyTo: string; refusal?: Refusal; shown?: ExecutionDocument }[] = [];
  /** What led to this work: delivered again if it cannot be committed. */
  readonly mails: Delivered[] = [];
  /** How the execution looked when the core asked to show it (`Proceed`). */
  shown: ExecutionDocument | undefined;

  constructor(readonly live: LiveExecution) {}

  get executionId(): string {
    return this.live.view.execution.id;
  }

  /** Notes which rows the changes touch and gives new task runs their position. */
  record(changes: readonly Change[]): void {
    const touched = touchedBy(changes);
    this.executionTouched ||= touched.execution;
    for (const id of touched.taskRunIds) {
      this.taskRuns.add(id);
      this.removedTaskRuns.delete(id);
      if (!this.live.positions.has(id)) {
        this.live.positions.set(id, this.live.nextPosition++);
      }
    }
    for (const id of touched.removedTaskRunIds) {
      this.taskRuns.delete(id);
      this.removedTaskRuns.add(id);
      this.live.positions.delete(id);
    }
  }
}
