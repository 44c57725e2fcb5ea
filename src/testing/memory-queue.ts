import type { TaskRunEnded, TaskRunStarted } from '../engine/events.js';
import type { LogEntry } from '../model/log-entry.js';
import type { JobFeed, JobRunner, ResultSink } from '../queues/job-feed.js';
import type { TaskRunRecords, WorkerJob } from '../queues/worker-job.js';

/** The mailboxes of a worker in memory: give it jobs, see what it says. */
export class MemoryQueue implements JobFeed, ResultSink {
  readonly events: (TaskRunStarted | TaskRunEnded)[] = [];
  readonly logs: LogEntry[] = [];
  readonly batches: number[] = [];
  readonly metrics: TaskRunRecords['metrics'][number][] = [];
  private runner: JobRunner | undefined;
  private readonly ends: ((event: TaskRunEnded) => void)[] = [];

  attach(runner: JobRunner): void {
    this.runner = runner;
  }

  detach(): void {
    this.runner = undefined;
  }

  laneFreed(): void {
    // Jobs are given by the test itself.
  }

  /** Runs a job and resolves with the end of the task run it was for. */
  async run(job: WorkerJob): Promise<TaskRunEnded> {
    const ended = new Promise<TaskRunEnded>((resolve) => {
      this.ends.push((event) => event.taskRunId === job.taskRunId && resolve(event));
    });
    this.runner?.run(job);
    return ended;
  }

  kill(executionId: string, taskRunIds?: readonly string[]): void {
    this.runner?.kill(executionId, taskRunIds);
  }

  report(
    _job: WorkerJob,
    event: TaskRunStarted | TaskRunEnded,
    records: TaskRunRecords,
  ): Promise<void> {
    this.keep(records);
    this.events.push(event);
    if (event.kind === 'TaskRunEnded') {
      this.ends.forEach((end) => end(event));
    }
    return Promise.resolve();
  }

  append(_job: WorkerJob, records: TaskRunRecords): Promise<void> {
    this.batches.push(records.logs.length);
    this.keep(records);
    return Promise.resolve();
  }

  private keep(records: TaskRunRecords): void {
    this.logs.push(...records.logs);
    this.metrics.push(...records.metrics);
  }
}
