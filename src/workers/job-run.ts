import type { TaskRunEnded, TaskRunStarted, WorkerMadeTaskRun } from '../engine/events.js';
import type { MetricEntry } from '../model/log-entry.js';
import type { DeriveTaskRunId, NextTryAt, ResultSink } from '../queues/job-feed.js';
import type { ExecutionSnapshot, TaskRunRecords, WorkerJob } from '../queues/worker-job.js';
import type { RunServices } from '../run-context/index.js';
import type { AttemptLimits, AttemptOrder } from './attempt.js';
import { AttemptRun } from './attempt.js';
import { LogShipper } from './log-shipper.js';
import type { Outcome } from './outcome.js';

/** An attempt that is over sooner is reported by its end alone, which saves a commit. */
const REPORT_START_AFTER_MS = 5;

/** What every job of a worker needs. */
export interface JobServices {
  readonly sink: ResultSink;
  readonly runServices: RunServices;
  readonly limits: AttemptLimits;
  readonly deriveTaskRunId: DeriveTaskRunId;
  readonly nextTryAt: NextTryAt;
  readonly now: () => number;
  /** Trouble of ours, for the server's log. */
  readonly onTrouble: (message: string, error: unknown) => void;
}

export const NO_RECORDS: TaskRunRecords = { logs: [], metrics: [] };

/**
 * Runs one attempt and reports it: the start if it lasts, log lines meanwhile, and its end. The outcome is known before
 * the report is durable; `reported` resolves then.
 */
export async function runAttempt(
  job: WorkerJob,
  order: AttemptOrder,
  services: JobServices,
  made?: WorkerMadeTaskRun,
): Promise<{ outcome: Outcome; reported: Promise<void> }> {
  const { sink } = services;
  const startedAt = isoDate(services);
  const start = delayedStart(job, order, services, startedAt, made);
  const shipper = new LogShipper(job, sink);
  const attempt: AttemptRun = new AttemptRun(
    order,
    services.runServices,
    services.limits,
    order.task.logToFile === true ? undefined : shipper.lineAdded,
  );
  shipper.from(attempt.log);
  const outcome = await attempt.run();
  const [lines] = await Promise.all([shipper.finish(), start.settle()]);
  const toFile = order.task.logToFile === true;
  const logFile = toFile ? await storedLog(attempt, lines, services) : undefined;
  const event = endEvent(order, outcome, { startedAt, at: isoDate(services), made, logFile });
  const records = { logs: toFile && logFile !== undefined ? [] : lines, metrics: attempt.metrics };
  return { outcome, reported: report(job, event, records, services) };
}

export function endEvent(
  { taskRun, attempt }: { readonly taskRun: { readonly id: string }; readonly attempt: number },
  outcome: Outcome,
  more: {
    startedAt: string;
    at: string;
    made?: WorkerMadeTaskRun | undefined;
    logFile?: string | undefined;
  },
): TaskRunEnded {
  return {
    kind: 'TaskRunEnded',
    at: more.at,
    taskRunId: taskRun.id,
    attempt,
    startedAt: more.startedAt,
    state: outcome.state,
    ...(outcome.outputs === undefined ? {} : { outputs: outcome.outputs }),
    ...(more.logFile === undefined ? {} : { logFile: more.logFile }),
    ...(more.made === undefined ? {} : { made: more.made }),
  };
}

/** The sink keeps trying by itself; when it gives up, the lease runs out and the executor decides. */
export async function report(
  job: WorkerJob,
  event: TaskRunStarted | TaskRunEnded,
  records: { logs: TaskRunRecords['logs']; metrics: readonly MetricEntry[] },
  { sink, onTrouble }: JobServices,
): Promise<void> {
  try {
    await sink.report(job, event, records);
  } catch (error) {
    onTrouble(`The ${event.kind} of ${job.taskRunId} could not be reported`, error);
  }
}

export function scopeOf(snapshot: ExecutionSnapshot): AttemptOrder['scope'] {
  const { flow, execution, item, parents, outputs, tasks } = snapshot;
  return { flow, execution, ...(item && { item }), parents, outputs, tasks };
}

export function isoDate({ now }: Pick<JobServices, 'now'>): string {
  return new Date(now()).toISOString();
}

/** Reports the start after a moment, unless `settle` comes first. */
function delayedStart(
  job: WorkerJob,
  { taskRun, attempt }: AttemptOrder,
  services: JobServices,
  at: string,
  made?: WorkerMadeTaskRun,
): { settle: () => Promise<void> | undefined } {
  let reported: Promise<void> | undefined;
  const timer = setTimeout(() => {
    const event = {
      kind: 'TaskRunStarted',
      at,
      taskRunId: taskRun.id,
      attempt,
      ...(made && { made }),
    } as const;
    reported = report(job, event, NO_RECORDS, services);
  }, REPORT_START_AFTER_MS);
  return {
    settle: () => {
      clearTimeout(timer);
      return reported;
    },
  };
}

/** Undefined when the file could not be written: then the lines go to the log store rather than nowhere. */
async function storedLog(
  attempt: AttemptRun,
  lines: Parameters<AttemptRun['storeLog']>[0],
  { onTrouble }: JobServices,
): Promise<string | undefined> {
  try {
    return await attempt.storeLog(lines);
  } catch (error) {
    onTrouble('A log file could not be stored', error);
    return undefined;
  }
}
