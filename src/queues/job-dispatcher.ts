import type { Pool } from 'pg';
import { parseJson } from '../model/json.js';
import type { JobFeed, JobRunner } from './job-feed.js';
import type { WorkerJob } from './worker-job.js';

/** As many jobs beyond the free lanes wait in memory when other workers could take them as well. */
const LOCAL_BACKLOG_WITH_OTHERS = 2;

/**
 * Brings jobs to this process's worker: those of its own executor stay in memory, those of others come from the
 * `worker_jobs` table. Alone on the database everything stays in memory; with other workers about, what does not fit
 * into the lanes goes through the table, where any of them finds it.
 */
export class JobDispatcher implements JobFeed {
  private runner: JobRunner | undefined;
  private readonly backlog: WorkerJob[] = [];
  /** Taken by the runner or waiting for it, until its end is reported. */
  private readonly held = new Map<string, Map<string, WorkerJob>>();
  private othersAbout = false;
  private tableMayHaveJobs = false;
  private claiming = false;
  /** The connection broke during a claim: it may have been committed nevertheless. */
  private claimBroke = false;
  private pumpIsDue = false;

  constructor(
    private readonly pool: Pool,
    private readonly processId: () => string,
  ) {}

  attach(runner: JobRunner): void {
    this.runner = runner;
    this.tableMayHaveJobs = true;
    this.pump();
  }

  detach(): void {
    this.runner = undefined;
  }

  /** Whether other processes with a worker live on this database. */
  setOthersAbout(others: boolean): void {
    this.othersAbout = others;
  }

  takesLocally(workerGroup: string | undefined): boolean {
    const { runner } = this;
    if (runner === undefined || (workerGroup !== undefined && workerGroup !== runner.workerGroup)) {
      return false;
    }
    return !this.othersAbout || this.backlog.length < runner.freeLanes() + LOCAL_BACKLOG_WITH_OTHERS;
  }

  offer(job: WorkerJob): void {
    this.hold(job);
    this.backlog.push(job);
    this.pump();
  }

  heldOf(executionId: string): readonly WorkerJob[] {
    return [...(this.held.get(executionId)?.values() ?? [])];
  }

  /** The end of the attempt is being reported: its lane is free as soon as the runner has handed the report over. */
  ended(job: WorkerJob): void {
    const ofExecution = this.held.get(job.executionId);
    ofExecution?.delete(keyOf(job));
    if (ofExecution?.size === 0) {
      this.held.delete(job.executionId);
    }
    this.pumpSoon();
  }

  kill(executionId: string, taskRunIds?: readonly string[]): void {
    this.runner?.kill(executionId, taskRunIds);
  }

  /** A notification, or the slow poll: there may be jobs in the table. */
  tableChanged(): void {
    this.tableMayHaveJobs = true;
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

  private pumpSoon(): void {
    if (!this.pumpIsDue) {
      this.pumpIsDue = true;
      setImmediate(() => {
        this.pumpIsDue = false;
        this.pump();
      });
    }
  }

  private pump(): void {
    const { runner } = this;
    while (runner !== undefined && this.backlog.length > 0 && runner.freeLanes() > 0) {
      const job = this.backlog.shift();
      if (job !== undefined) {
        runner.run(job);
      }
    }
    if (runner !== undefined && this.tableMayHaveJobs && !this.claiming && runner.freeLanes() > 0) {
      void this.claim(runner);
    }
  }

  private async claim(runner: JobRunner): Promise<void> {
    this.claiming = true;
    try {
      if (this.claimBroke) {
        await this.recoverClaims();
      }
      const lanes = runner.freeLanes();
      const jobs = await claimJobs(this.pool, this.processId(), runner.workerGroup, lanes);
      this.tableMayHaveJobs = jobs.length === lanes;
      for (const job of jobs) {
        this.hold(job);
        runner.run(job);
      }
    } catch {
      // The poll comes again.
      this.claimBroke = true;
    } finally {
      this.claiming = false;
    }
    if (this.tableMayHaveJobs) {
      this.pump();
    }
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
      this.backlog.push(job);
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

/** Takes the oldest jobs that nobody has; a killed one is taken as well, to be reported as killed. */
async function claimJobs(
  pool: Pool,
  processId: string,
  workerGroup: string | undefined,
  limit: number,
): Promise<WorkerJob[]> {
  const { rows } = await pool.query<{ job: string; killed: boolean }>({
    name: 'claim-worker-jobs',
    text: `update worker_jobs set worker_id = $1
      where id in (
        select id from worker_jobs
        where worker_id is null and (worker_group is null or worker_group = $2)
          and exists (select from services where id = $1)
        order by id limit $3 for update skip locked)
      returning id, job::text as job, killed`,
    values: [processId, workerGroup ?? null, limit],
  });
  return rows.map((row) => parseJson(row.job) as WorkerJob);
}
