import { NotFoundError } from '../../model/errors.js';
import type { TaskRunEnded, TaskRunStarted } from '../../engine/events.js';
import type { JobDispatcher } from '../../queues/job-dispatcher.js';
import type { ResultSink } from '../../queues/job-feed.js';
import type { Outbox } from '../../queues/outbox.js';
import type { TaskRunRecords, WorkerJob } from '../../queues/worker-job.js';
import type { Executor } from './executor.js';

/** Results of the worker that shares the process with the executor: they join its next turn. */
export class ExecutorResults implements ResultSink {
  constructor(
    private readonly executor: Executor,
    private readonly dispatcher: JobDispatcher,
    private readonly outbox: Outbox,
  ) {}

  async report(
    job: WorkerJob,
    event: TaskRunStarted | TaskRunEnded,
    records: TaskRunRecords,
  ): Promise<void> {
    const durable = this.executor.send(job.executionId, event, records);
    // In the mailbox it precedes whatever a reload of the execution would find missing.
    if (event.kind === 'TaskRunEnded' && event.made === undefined) {
      this.dispatcher.ended(job);
    }
    await durable.catch((error: unknown) => {
      if (!(error instanceof NotFoundError)) {
        throw error;
      }
    });
  }

  append(_job: WorkerJob, records: TaskRunRecords): Promise<void> {
    return this.outbox.write({ logs: [...records.logs], metrics: [...records.metrics] });
  }
}
