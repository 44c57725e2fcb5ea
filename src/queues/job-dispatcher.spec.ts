import { setImmediate as nextRound } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { JobDispatcher } from './job-dispatcher.js';
import type { JobRunner, Lane } from './job-feed.js';
import type { WorkerJob } from './worker-job.js';

const SCRIPT = 'script';
const HEAVY = new Set([SCRIPT]);

function jobOf(taskRunId: string, type = 'log'): WorkerJob {
  const flow = { namespace: 'company.team', flowId: 'flow', revision: 1 };
  return {
    executionId: 'e',
    taskRunId,
    attempt: 1,
    flow,
    correlationId: 'e',
    task: { id: 'task', type },
  };
}

/** A worker that does nothing but take lanes. */
class IdleRunner implements JobRunner {
  readonly workerId = 'w';

  constructor(readonly workerGroup?: string) {}

  readonly taken: string[] = [];
  readonly free: Record<Lane, number> = { light: 2, heavy: 1 };

  freeLanes(lane: Lane): number {
    return this.free[lane];
  }

  run(job: WorkerJob): void {
    this.free[this.laneOf(job)]--;
    this.taken.push(job.taskRunId);
  }

  end(job: WorkerJob, feed: JobDispatcher): void {
    this.free[this.laneOf(job)]++;
    feed.laneFreed();
  }

  kill(): void {
    // Nothing runs.
  }

  private laneOf(job: WorkerJob): Lane {
    return HEAVY.has(job.task.type) ? 'heavy' : 'light';
  }
}

/** A `worker_jobs` table that keeps how much was asked of it. */
function tableOf(jobs: WorkerJob[]) {
  const claims: Partial<Record<Lane, number>>[] = [];
  const query = ({ values }: { values: readonly unknown[] }) => {
    const [, , lanes, rooms] = values as [string, string, Lane[], number[]];
    claims.push(Object.fromEntries(lanes.map((lane, index) => [lane, rooms[index]])));
    const found = lanes.flatMap((lane, index) =>
      jobs.filter(({ task }) => HEAVY.has(task.type) === (lane === 'heavy')).slice(0, rooms[index]),
    );
    found.forEach((job) => jobs.splice(jobs.indexOf(job), 1));
    return Promise.resolve({ rows: found.map((job) => ({ job: JSON.stringify(job) })) });
  };
  return { pool: { query } as unknown as Pool, claims };
}

function start(stored: WorkerJob[] = []) {
  const { pool, claims } = tableOf(stored);
  const dispatcher = new JobDispatcher(pool, () => 'w', HEAVY);
  const runner = new IdleRunner();
  return { dispatcher, runner, claims };
}

describe('the job dispatcher', () => {
  test('runs light tasks although heavy ones wait for their lanes', async () => {
    const { dispatcher, runner } = start();
    dispatcher.attach(runner);
    const scripts = ['s1', 's2', 's3'].map((id) => jobOf(id, SCRIPT));
    scripts.forEach((job) => dispatcher.offer(job));
    dispatcher.offer(jobOf('l1'));
    expect(runner.taken).toEqual(['s1', 'l1']);
    runner.end(jobOf('s1', SCRIPT), dispatcher);
    await nextRound();
    expect(runner.taken).toEqual(['s1', 'l1', 's2']);
  });

  test('fills a free lane in the order in which the jobs came', async () => {
    const { dispatcher, runner } = start();
    dispatcher.attach(runner);
    ['a', 'b', 'c', 'd', 'e'].forEach((id) => dispatcher.offer(jobOf(id)));
    expect(runner.taken).toEqual(['a', 'b']);
    runner.end(jobOf('a'), dispatcher);
    runner.end(jobOf('b'), dispatcher);
    await nextRound();
    expect(runner.taken).toEqual(['a', 'b', 'c', 'd']);
  });

  test('claims from the table only what has a free lane, and the rest when one is free', async () => {
    const stored = [jobOf('s1', SCRIPT), jobOf('s2', SCRIPT), jobOf('l1'), jobOf('l2')];
    const { dispatcher, runner, claims } = start(stored);
    dispatcher.attach(runner);
    for (let round = 0; round < 5; round++) {
      await nextRound();
    }
    expect(runner.taken).toEqual(['l1', 'l2', 's1']);
    expect(stored.map(({ taskRunId }) => taskRunId)).toEqual(['s2']);
    expect(claims).toEqual([{ light: 2, heavy: 1 }]);
    runner.end(jobOf('s1', SCRIPT), dispatcher);
    await nextRound();
    await nextRound();
    expect(runner.taken).toEqual(['l1', 'l2', 's1', 's2']);
  });

  test('asks the table no more once it is empty', async () => {
    const { dispatcher, runner, claims } = start([jobOf('l1')]);
    dispatcher.attach(runner);
    for (let round = 0; round < 5; round++) {
      await nextRound();
    }
    const asked = claims.length;
    runner.end(jobOf('l1'), dispatcher);
    await nextRound();
    expect(claims).toHaveLength(asked);
  });

  test('lets no execution wait for all that another one asked for before', async () => {
    const { dispatcher, runner } = start();
    dispatcher.attach(runner);
    const jobs = ['1', '2', '3', '4', '5'].map((id) => jobOf(id));
    jobs.forEach((job) => dispatcher.offer(job));
    dispatcher.offer({ ...jobOf('hello'), correlationId: 'somebody else' });
    jobs.slice(0, 2).forEach((job) => runner.end(job, dispatcher));
    await nextRound();
    expect(runner.taken).toEqual(['1', '2', '3', 'hello']);
  });

  test('leaves to other workers what finds no lane here', () => {
    const { dispatcher, runner } = start();
    dispatcher.attach(runner);
    dispatcher.setOthersAbout(true);
    ['s1', 's2', 's3'].forEach((id) => dispatcher.offer(jobOf(id, SCRIPT)));
    expect(dispatcher.takesLocally(undefined, SCRIPT)).toBe(false);
    expect(dispatcher.takesLocally(undefined, 'log')).toBe(true);
  });

  test.each([
    [undefined, [true, false, false]],
    ['gpu', [false, true, false]],
  ])('a worker of the group %s takes only what is for it', (group, expected) => {
    const dispatcher = new JobDispatcher(tableOf([]).pool, () => 'p', HEAVY);
    dispatcher.attach(new IdleRunner(group));
    const taken = [undefined, 'gpu', 'other'].map((one) => dispatcher.takesLocally(one, 'log'));
    expect(taken).toEqual(expected);
  });
});
