import type { Change } from '../changes.js';
import type { StateType } from '../../model/state.js';
import type { Task } from '../../model/task.js';
import type { ExecutionView } from '../view.js';

/** A task that changes the execution itself and therefore runs in the core, not on a worker (tasks.md). Pure. */
export interface ExecutorTask {
  /** What must be rendered before it runs. */
  expression(task: Task): unknown;
  readonly typed: boolean;
  run(view: ExecutionView, task: Task, rendered: unknown): ExecutorTaskResult;
}

export type ExecutorTaskResult =
  | { readonly changes: readonly Change[]; readonly exit?: StateType }
  /** The task run is FAILED with this message. */
  | { readonly error: string };
