import type { Execution } from '../model/execution.js';
import type { Flow } from '../model/flow.js';
import type { TaskRun } from '../model/task-run.js';
import type { Task } from '../model/task.js';

/** What of an execution its expressions see. Shared with its owner: read, never write. */
export interface RunScope {
  readonly flow: Flow;
  readonly execution: Execution;
  readonly taskRun?: TaskRun;
  readonly task?: Task;
  /** Attempt that runs now, counted from 1; absent outside of a worker. */
  readonly attempt?: number;
  /** The item of the Loop around the task run (engine.md §22). */
  readonly item?: Readonly<object>;
  /** engine.md §20, nearest first. */
  readonly parents?: readonly ParentScope[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly tasks: Readonly<Record<string, unknown>>;
  /** The WorkingDirectory's own task run, for its children. */
  readonly workerTaskRun?: TaskRun;
}

export interface ParentScope {
  readonly taskrun?: { readonly value?: string; readonly iteration?: number };
  readonly outputs?: Readonly<Record<string, unknown>>;
}
