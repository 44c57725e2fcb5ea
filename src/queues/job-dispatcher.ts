import type { Pool } from 'pg';
import { parseJson } from '../model/json.js';
import { FairQueue } from './fair-queue.js';
import type { JobFeed, JobRunner, Lane } from './job-feed.js';
import { LANES } from './job-feed.js';
import { claimJobs } from './job-table.js';
import { flowKeyOf, type WorkerJob } from './worker-job.js';

/** As many jobs beyond the free lanes wait in memory when other workers could take them as well. */
const LOCAL_BACKLOG_WITH_OTHERS = 2;

/**
 * Brings jobs to this process's worker: those of its own executor stay in memory, those of others come from the
 * `worker_jobs` table. Alone on the database everything stays in memory; with other workers about, what does not fit
 * into the lanes goes through the table, where any of them finds it.
 */
export class JobDispatcher implements JobFeed {
  private runner: JobRunner | undefined;
  private readonly backlogs: Readonly<Record<Lane, FairQueue<WorkerJob>>> = {
    light: new FairQueue(),
    heavy: new FairQueue(),
  };
  /** Taken by the runner or waiting for it, until its end is reported. */
  private readonly held = new Map<string, Map<string, WorkerJob>>();
  private othersAbout = false;
  private readonly tableMayHave: Record<Lane, boolean> = { light: false, heavy: false };
  private claiming = false;
  /** The connection broke during a claim: it may have been committed nevertheless. */
  private claimBroke = false;
  private pumpIsDue = false;

  constructor(
    private readonly pool: Pool,
    private readonly processId: () => string,
    /** Types of tasks for heavy lanes; all others are light. */
    private readonly heavyTypes: ReadonlySet<string>,
  ) {}

  attach(runner: JobRunner): void {
    this.runner = runner;
    this.tableChanged();
  }

  detach(): void {
    this.runner = undefined;
  }

  /** Whether other processes with a worker live on this database. */
  setOthersAbout(others: boolean): void {
    this.othersAbout = others;
  }

  takesLocally(workerGroup: string | undefined, taskType: string): boolean {
    const { runner } = this;
    if (runner === undefined || workerGroup !== runner.workerGroup) {
      return false;
    }
    const lane = this.laneOf(taskType);
    const room = runner.freeLanes(lane) + LOCAL_BACKLOG_WITH_OTHERS;
    return !this.othersAbout || this.backlogs[lane].size < room;
  }

  laneOf(taskType: string): Lane {
    return this.heavyTypes.has(taskType) ? 'heavy' : 'light';
  }

  offer(job: WorkerJob): void {
    this.hold(job);
    this.enqueue(job);
    this.pump();
  }

  heldOf(executionId: string): readonly WorkerJob[] {
    return [...(this.held.get(executionId)?.values() ?? [])];
  }

  /** The end of the attempt is in the mailbox of its execution. */
  ended(job: WorkerJob): void {
    const ofExecution = this.held.get(job.executionId);
    ofExecution?.delete(keyOf(job));
    if (ofExecution?.size === 0) {
      this.held.delete(job.executionId);
    }
  }

  /** Not at once: jobs that need no I/O would follow one another for ever, and nothing else would get its turn. */
  laneFreed(): void {
    if (!this.pumpIsDue) {
      this.pumpIsDue = true;
      setImmediate(() => {
        this.pumpIsDue = false;
        this.pump();
      });
    }
  }

  kill(executionId: string, taskRunIds?: readonly string[]): void {
    this.runner?.kill(executionId, taskRunIds);
  }

  /** A notification, or the slow poll: there may be jobs in the table. */
  tableChanged(): void {
    LANES.forEach((lane) => (this.tableMayHave[lane] = true));
    this.pump();
  }

  /** Kills what others marked in the table. */
  async killMarked(): Promise<void> {
    const { rows } = await this.pool.query<{ execution_id: string; task_run_id: string }>(
      'select execution_id, task_run_id from worker_jobs where worker_id = $1 and killed',
      [this.processId()],
    );
    for (const row of rows) {
      this.kill(row.execution_id, [row.task_run_id]);
    }
  }

  private pump(): void {
    const { runner } = this;
    if (runner === undefined) {
      return;
    }
    for (const lane of LANES) {
      for (let free = runner.freeLanes(lane); free > 0; free--) {
        const job = this.backlogs[lane].shift();
        if (job === undefined) {
          break;
        }
        runner.run(job);
      }
    }
    const lanes = LANES.filter((lane) => this.tableMayHave[lane] && runner.freeLanes(lane) > 0);
    if (lanes.length > 0 && !this.claiming) {
      void this.claim(runner, lanes);
    }
  }

  /** Flows take turns, and within a flow the executions that started it: a loop of thousands keeps nobody waiting. */
  private enqueue(job: WorkerJob): void {
    this.backlogs[this.laneOf(job.task.type)].push(flowKeyOf(job), job.correlationId, job);
  }

  private async claim(runner: JobRunner, lanes: readonly Lane[]): Promise<void> {
    this.claiming = true;
    try {
      if (this.claimBroke) {
        await this.recoverClaims();
      }
      // Never more than there is room for: others may have free lanes.
      const room = new Map(lanes.map((lane) => [lane, runner.freeLanes(lane)]));
      const jobs = await claimJobs(this.pool, this.processId(), runner.workerGroup, room);
      const found = (lane: Lane): number =>
        jobs.filter(({ task }) => this.laneOf(task.type) === lane).length;
      lanes.forEach((lane) => (this.tableMayHave[lane] = found(lane) === room.get(lane)));
      for (const job of jobs) {
        this.hold(job);
        this.enqueue(job);
      }
    } catch {
      // The poll comes again.
      this.claimBroke = true;
      lanes.forEach((lane) => (this.tableMayHave[lane] = false));
    } finally {
      this.claiming = false;
    }
    this.pump();
  }

  /** Jobs that the table says are ours, but that never arrived. */
  private async recoverClaims(): Promise<void> {
    const { rows } = await this.pool.query<{ job: string }>(
      'select job::text as job from worker_jobs where worker_id = $1 order by id',
      [this.processId()],
    );
    this.claimBroke = false;
    const jobs = rows.map((row) => parseJson(row.job) as WorkerJob);
    for (const job of jobs.filter((one) => !this.isHeld(one))) {
      this.hold(job);
      this.enqueue(job);
    }
    this.pump();
  }

  private isHeld(job: WorkerJob): boolean {
    return this.held.get(job.executionId)?.has(keyOf(job)) === true;
  }

  private hold(job: WorkerJob): void {
    const ofExecution = this.held.get(job.executionId) ?? new Map<string, WorkerJob>();
    ofExecution.set(keyOf(job), job);
    this.held.set(job.executionId, ofExecution);
  }
}

function keyOf(job: WorkerJob): string {
  return `${job.taskRunId}:${job.attempt}`;
}
