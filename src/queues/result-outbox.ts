import type { TaskRunEnded, TaskRunStarted } from '../engine/events.js';
import type { ResultSink } from './job-feed.js';
import type { JobDispatcher } from './job-dispatcher.js';
import type { Outbox } from './outbox.js';
import type { TaskRunRecords, WorkerJob } from './worker-job.js';

/** Results of a worker whose executions are held by other processes. */
export class ResultOutbox implements ResultSink {
  constructor(
    private readonly outbox: Outbox,
    private readonly dispatcher: JobDispatcher,
  ) {}

  async report(
    job: WorkerJob,
    event: TaskRunStarted | TaskRunEnded,
    records: TaskRunRecords,
  ): Promise<void> {
    await this.outbox.write({
      events: [{ execution_id: job.executionId, event }],
      logs: [...records.logs],
      metrics: [...records.metrics],
    });
    if (event.kind === 'TaskRunEnded' && event.made === undefined) {
      this.dispatcher.ended(job);
    }
  }

  append(_job: WorkerJob, records: TaskRunRecords): Promise<void> {
    return this.outbox.write({ logs: [...records.logs], metrics: [...records.metrics] });
  }
}
