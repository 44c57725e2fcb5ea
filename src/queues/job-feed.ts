import type { TaskRunEnded, TaskRunStarted } from '../engine/events.js';
import type { TaskRunRecords, WorkerJob } from './worker-job.js';

/** Gives jobs to the worker of this process: local ones first, then those of the table. */
export interface JobFeed {
  /** From now on the feed calls `run` whenever a lane may be free, in order. */
  attach(runner: JobRunner): void;
  detach(): void;
}

/** A worker as its feed sees it. */
export interface JobRunner {
  readonly workerId: string;
  readonly workerGroup?: string;
  /** How many jobs `run` may be called for now. */
  freeLanes(): number;
  /** Begins the attempt; its lane is taken when this returns, and free again when its end is given to the sink. */
  run(job: WorkerJob): void;
  /** Without task run ids: everything of the execution. */
  kill(executionId: string, taskRunIds?: readonly string[]): void;
}

/** Takes what a worker has to say. Events of one job arrive in order, one at a time. */
export interface ResultSink {
  /** Durable when resolved. */
  report(
    job: WorkerJob,
    event: TaskRunStarted | TaskRunEnded,
    records: TaskRunRecords,
  ): Promise<void>;
  /** Interim log lines of long tasks. */
  append(job: WorkerJob, records: TaskRunRecords): Promise<void>;
}

/** Id of a task run that the worker makes itself; the same function as the engine's. */
export type DeriveTaskRunId = (
  executionId: string,
  taskId: string,
  parentTaskRunId: string,
  value?: string,
  iteration?: number,
) => string;
