import type { ExecutionEvent } from '../engine/events.js';
import type { Execution } from '../model/execution.js';
import type { TaskRun } from '../model/task-run.js';

/** An execution with its task runs in creation order, as committed. */
export interface ExecutionDocument {
  readonly execution: Execution;
  readonly taskRuns: readonly TaskRun[];
}

/** An event without its date: the executor dates it by the database's clock. */
export type ExecutionRequest = ExecutionEvent extends infer Event
  ? Event extends ExecutionEvent
    ? Omit<Event, 'at'>
    : never
  : never;

/**
 * The way to executions for everybody who is not an executor: API verbs, triggers, subflow creation. In a process with
 * the executor role the requests stay in memory; elsewhere they travel through `execution_events`.
 */
export abstract class ExecutionGateway {
  /** Resolves when the execution is durable. `taskRuns` only for replays from a task. */
  abstract create(execution: Execution, taskRuns?: readonly TaskRun[]): Promise<void>;

  /**
   * Resolves when the request is committed, with the execution as the action left it where it went on at once (a restart
   * shows RESTARTED). Throws NotFoundError for an unknown execution, IllegalStateError or IllegalArgumentError when the
   * core refuses it.
   */
  abstract send(
    executionId: string,
    request: ExecutionRequest,
  ): Promise<ExecutionDocument | undefined>;
}

/** Committed states of executions as they come. */
export abstract class ExecutionFeed {
  /**
   * Calls `listener` after each commit that touched the execution until the returned function is called. The listener
   * reads what it needs: it may be called without a difference, never too seldom.
   */
  abstract subscribe(executionId: string, listener: () => void): () => void;
}
