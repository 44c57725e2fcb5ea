import { setTimeout as pause } from 'node:timers/promises';
import type { WorkerMadeTaskRun } from '../engine/events.js';
import type { WorkerJob } from '../queues/worker-job.js';
import type { AttemptOrder } from './attempt.js';
import type { JobServices } from './job-run.js';
import { isoDate, runAttempt } from './job-run.js';
import type { Outcome } from './outcome.js';

/**
 * Runs a child of a WorkingDirectory, and again in the same directory as long as it fails and its own `retry` allows
 * (engine.md §9, §13.2). Only the worker knows of the tries in between: their lines are stored, and the task run ends once,
 * with the last one. CREATE_NEW_EXECUTION is the executor's affair.
 */
export async function runWithRetry(
  job: WorkerJob,
  order: AttemptOrder,
  services: JobServices,
  made: WorkerMadeTaskRun,
): Promise<Outcome> {
  const startedAt = isoDate(services);
  for (let attempt = 1; ; attempt++) {
    const tries = new TryReporter(order, services, startedAt, attempt);
    const told = { ...services, sink: tries };
    const { outcome, reported } = await runAttempt(job, { ...order, attempt }, told, made);
    await reported;
    if (tries.nextAt === undefined) {
      return { ...outcome, state: tries.judged(outcome.state) };
    }
    const delay = Math.max(0, Date.parse(tries.nextAt) - services.now());
    await pause(delay, undefined, { signal: order.killed }).catch(() => undefined);
  }
}

/** Decides with the end of a try whether it is the task run's end. */
class TryReporter implements Pick<JobServices['sink'], 'report' | 'append'> {
  nextAt: string | undefined;

  constructor(
    private readonly order: AttemptOrder,
    private readonly services: JobServices,
    private readonly startedAt: string,
    private readonly attempt: number,
  ) {}

  readonly append: JobServices['sink']['append'] = (job, records) =>
    this.services.sink.append(job, records);

  readonly report: JobServices['sink']['report'] = async (job, event, records) => {
    const { sink } = this.services;
    if (event.kind === 'TaskRunStarted') {
      await (this.attempt === 1 ? sink.report(job, event, records) : undefined);
      return;
    }
    this.nextAt = event.state === 'FAILED' ? this.nextTryAt(event.at) : undefined;
    await (this.nextAt === undefined
      ? sink.report(job, { ...event, attempt: 1, state: this.judged(event.state) }, records)
      : sink.append(job, records));
  };

  /** `warningOnRetry`: a success after more than one earlier try (engine.md §13.6, subtle.md 15). */
  judged(state: Outcome['state']): Outcome['state'] {
    const warns = this.attempt > 2 && this.order.task.retry?.warningOnRetry === true;
    return warns && state === 'SUCCESS' ? 'WARNING' : state;
  }

  private nextTryAt(at: string): string | undefined {
    const { task, taskRun, killed } = this.order;
    if (
      task.retry === undefined ||
      task.retry.behavior === 'CREATE_NEW_EXECUTION' ||
      killed.aborted
    ) {
      return undefined;
    }
    const { attempt: made, startedAt } = this;
    return this.services.nextTryAt(task.retry, { made, startedAt, at, seed: taskRun.id });
  }
}
