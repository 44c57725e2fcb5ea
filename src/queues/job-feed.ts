import type { Retry } from '../model/task.js';
import type { TaskRunEnded, TaskRunStarted } from '../engine/events.js';
import type { TaskRunRecords, WorkerJob } from './worker-job.js';

/** Gives jobs to the worker of this process: local ones first, then those of the table. */
export interface JobFeed {
  /** From now on the feed calls `run` whenever a lane may be free, in order. */
  attach(runner: JobRunner): void;
  detach(): void;
  /** To be told that a lane is free: what waits for it comes in the next round of the event loop. */
  laneFreed(): void;
}

/**
 * Where an attempt runs. `heavy`: child processes and whatever else occupies a processor, few at once. `light`: what
 * mostly waits for others (database, network), many at once. So a long script never keeps a log line waiting.
 */
export const LANES = ['light', 'heavy'] as const;
export type Lane = (typeof LANES)[number];

/** A worker as its feed sees it. */
export interface JobRunner {
  readonly workerId: string;
  readonly workerGroup?: string;
  /** How many jobs of a kind `run` may be called for now. */
  freeLanes(lane: Lane): number;
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

/** The instant of the next try, undefined when the limits allow none; the same function as the engine's. */
export type NextTryAt = (
  retry: Retry,
  tries: {
    readonly made: number;
    readonly startedAt: string;
    readonly at: string;
    readonly seed: string;
  },
) => string | undefined;
