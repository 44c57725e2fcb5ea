import type { Execution } from '../model/execution.js';
import type { Flow, FlowId } from '../model/flow.js';
import type { LogEntry, MetricEntry } from '../model/log-entry.js';
import type { Task } from '../model/task.js';
import type { TaskRun } from '../model/task-run.js';

/** An attempt to be run by a worker. Plain JSON: it may travel through the `worker_jobs` table. */
export interface WorkerJob {
  readonly executionId: string;
  readonly taskRunId: string;
  /** Counted from 1. */
  readonly attempt: number;
  readonly flow: Required<FlowId>;
  /** What the executions share that one execution started, directly or through others. */
  readonly correlationId: string;
  /** As declared, aliases and plugin defaults applied; also for generated tasks (`each_split`). */
  readonly task: Task;
  readonly workerGroup?: string;
  /** For a worker that does not share the executor's memory; absent: it reads the whole execution. */
  readonly scope?: JobScope;
}

/** Jobs of these flows take turns with each other. */
export function flowKeyOf({ flow }: WorkerJob): string {
  return `${flow.namespace}.${flow.flowId}`;
}

/**
 * What the attempt sees besides the execution itself: its own task run, what is around it, and where the task runs are
 * that the task's templates name. None of it grows with the execution.
 */
export interface JobScope {
  /** Without what only the engine has to know. */
  readonly taskRun: TaskRun;
  readonly item?: Readonly<object>;
  readonly parents: readonly ParentVariables[];
  /** Whose outputs are wanted. */
  readonly outputs: readonly SeenTaskRun[];
  /** Whose states are wanted. */
  readonly tasks: readonly SeenTaskRun[];
}

/** A task run at its place below `outputs` or `tasks`. */
export interface SeenTaskRun {
  readonly id: string;
  readonly path: readonly string[];
}

/** What the attempt may see of its execution. Local jobs share the executor's live view: read, never write. */
export interface ExecutionSnapshot {
  readonly flow: Flow;
  readonly execution: Execution;
  readonly taskRun: TaskRun;
  /** Of the Loop around the task run (engine.md §22). */
  readonly item?: Readonly<object>;
  /** engine.md §20, nearest first. */
  readonly parents: readonly ParentVariables[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly tasks: Readonly<Record<string, unknown>>;
}

export interface ParentVariables {
  readonly taskrun?: { readonly value?: string; readonly iteration?: number };
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Where a worker gets the variables of a job's execution. */
export interface SnapshotSource {
  /** Undefined when the execution or the task run is gone. */
  snapshotOf(
    job: WorkerJob,
  ): Promise<ExecutionSnapshot | undefined> | ExecutionSnapshot | undefined;
}

/** Lines and metrics that must be readable no later than the state that comes with them. */
export interface TaskRunRecords {
  readonly logs: readonly LogEntry[];
  readonly metrics: readonly MetricEntry[];
}
