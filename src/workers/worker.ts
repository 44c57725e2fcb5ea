import type { JobFeed, JobRunner, Lane } from '../queues/job-feed.js';
import type { ExecutionSnapshot, SnapshotSource, WorkerJob } from '../queues/worker-job.js';
import type { JobServices } from './job-run.js';
import { endEvent, isoDate, NO_RECORDS, report, runAttempt, scopeOf } from './job-run.js';
import { KilledError } from './outcome.js';
import { runWorkingDirectory, WORKING_DIRECTORY_TYPE } from './working-directory-run.js';

export interface WorkerSettings {
  readonly workerId: string;
  readonly workerGroup?: string;
  /** Attempts that may run at once, by kind. */
  readonly lanes: Readonly<Record<Lane, number>>;
  readonly heavyTypes: ReadonlySet<string>;
}

/** Runs jobs of tasks in its lanes. */
export class Worker implements JobRunner {
  private readonly running = new Map<WorkerJob, AbortController>();
  private heavyRunning = 0;
  private readonly reporting = new Set<Promise<void>>();
  private readonly services: JobServices;
  private stopping = false;
  private abandoned = false;

  constructor(
    private readonly settings: WorkerSettings,
    private readonly feed: JobFeed,
    private readonly snapshots: SnapshotSource,
    services: JobServices,
  ) {
    const { sink } = services;
    const unlessAbandoned = (tell: () => Promise<void>): Promise<void> =>
      this.abandoned ? Promise.resolve() : tell();
    this.services = {
      ...services,
      sink: {
        report: (...said) => unlessAbandoned(() => sink.report(...said)),
        append: (...said) => unlessAbandoned(() => sink.append(...said)),
      },
    };
  }

  get workerId(): string {
    return this.settings.workerId;
  }

  get workerGroup(): string | undefined {
    return this.settings.workerGroup;
  }

  start(): void {
    this.feed.attach(this);
  }

  /**
   * Takes no more jobs and waits for those that run. After `graceMs` the rest is abandoned: stopped here without a
   * report, so that another worker gets it.
   */
  async stop(graceMs = 0): Promise<void> {
    this.stopping = true;
    this.feed.detach();
    const deadline = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
    await Promise.race([this.drained(), deadline]);
    this.abandoned = true;
    this.running.forEach((controller) => controller.abort(new KilledError()));
    await Promise.allSettled(this.reporting);
  }

  freeLanes(lane: Lane): number {
    const { heavyRunning, running, settings } = this;
    const taken = lane === 'heavy' ? heavyRunning : running.size - heavyRunning;
    return this.stopping ? 0 : settings.lanes[lane] - taken;
  }

  run(job: WorkerJob): void {
    const controller = new AbortController();
    this.running.set(job, controller);
    this.heavyRunning += this.weight(job);
    const reported = this.perform(job, controller.signal).catch((error: unknown) => {
      this.free(job);
      this.services.onTrouble(`The job ${job.taskRunId} broke down`, error);
    });
    this.reporting.add(reported);
    void reported.finally(() => this.reporting.delete(reported));
  }

  kill(executionId: string, taskRunIds?: readonly string[]): void {
    for (const [job, controller] of this.running) {
      if (job.executionId === executionId && (taskRunIds?.includes(job.taskRunId) ?? true)) {
        controller.abort(new KilledError());
      }
    }
  }

  private async perform(job: WorkerJob, killed: AbortSignal): Promise<void> {
    const found = this.snapshots.snapshotOf(job);
    const snapshot = found instanceof Promise ? await found : found;
    if (snapshot === undefined || isKilled(snapshot) || killed.aborted) {
      return this.refuse(job);
    }
    const order = {
      scope: scopeOf(snapshot),
      task: job.task,
      taskRun: snapshot.taskRun,
      attempt: job.attempt,
      killed,
    };
    const run = job.task.type === WORKING_DIRECTORY_TYPE ? runWorkingDirectory : runAttempt;
    const { reported } = await run(job, order, this.services);
    // The lane is free while the result is on its way: the commit is not the worker's work.
    this.free(job);
    await reported;
  }

  /** The execution is being killed, or gone: the attempt ends before it began. */
  private refuse(job: WorkerJob): Promise<void> {
    this.free(job);
    const at = isoDate(this.services);
    const event = endEvent(
      { taskRun: { id: job.taskRunId }, attempt: job.attempt },
      { state: 'KILLED' },
      { startedAt: at, at },
    );
    return report(job, event, NO_RECORDS, this.services);
  }

  private free(job: WorkerJob): void {
    if (this.running.delete(job)) {
      this.heavyRunning -= this.weight(job);
      this.feed.laneFreed();
    }
  }

  private weight(job: WorkerJob): 0 | 1 {
    return this.settings.heavyTypes.has(job.task.type) ? 1 : 0;
  }

  private async drained(): Promise<void> {
    while (this.reporting.size > 0) {
      await Promise.allSettled(this.reporting);
    }
  }
}

function isKilled({ execution, taskRun }: ExecutionSnapshot): boolean {
  const { current } = execution.state;
  return (current === 'KILLING' || current === 'KILLED') && taskRun.forceExecution !== true;
}
