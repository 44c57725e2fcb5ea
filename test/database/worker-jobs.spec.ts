import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { claimJobs, insertJobs, jobRow } from '../../src/queues/job-table.js';
import type { Lane } from '../../src/queues/job-feed.js';
import { StatementBuilder } from '../../src/queues/statement.js';
import type { WorkerJob } from '../../src/queues/worker-job.js';
import { type TestDatabase, testDatabase } from '../support/test-database.js';

const EXECUTOR = 'an-executor';
const statements = new StatementBuilder('jobs', { jobs: insertJobs });
let own: TestDatabase;
let made = 0;

beforeAll(async () => {
  own = await testDatabase();
  await own.database.pool.query(
    `insert into services (id, roles, host, pid) values ('${EXECUTOR}', '{executor}', '', 0)`,
  );
}, 60_000);
afterEach(() => own.database.pool.query('truncate worker_jobs'));
afterAll(() => own.close());

/** `flow/correlation` of a job; its task run tells which one it is. */
function jobOf(name: string, workerGroup?: string): WorkerJob {
  const [flowId = '', correlationId = ''] = name.split('/');
  return {
    executionId: correlationId,
    taskRunId: `${name} ${made++}`,
    attempt: 1,
    flow: { namespace: 'company.team', flowId, revision: 1 },
    correlationId,
    task: { id: 'task', type: 'log' },
    ...(workerGroup && { workerGroup }),
  };
}

async function insert(
  names: readonly string[],
  { lane = 'light', group }: { readonly lane?: Lane; readonly group?: string } = {},
): Promise<void> {
  const jobs = names.map((name) => jobRow(jobOf(name, group), lane));
  await own.database.pool.query(statements.build(EXECUTOR, { jobs }));
}

/** The next jobs, one claim each, as they were named. */
async function take(count: number, lane: Lane = 'light', group?: string): Promise<string[]> {
  const taken: string[] = [];
  for (let at = 0; at < count; at++) {
    const jobs = await claimJobs(own.database.pool, EXECUTOR, group, new Map([[lane, 1]]));
    taken.push(...jobs.map(({ taskRunId }) => taskRunId.split(' ')[0] ?? ''));
  }
  return taken;
}

function times(count: number, name: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => name(index));
}

describe('jobs in the table', () => {
  test('of one execution are taken in the order in which they came', async () => {
    const jobs = times(5, () => 'loop/a').map((name) => jobOf(name));
    await own.database.pool.query(
      statements.build(EXECUTOR, { jobs: jobs.map((job) => jobRow(job, 'light')) }),
    );
    const room = new Map<Lane, number>([['light', 1]]);
    for (const job of jobs) {
      expect(await claimJobs(own.database.pool, EXECUTOR, undefined, room)).toEqual([job]);
    }
    expect(await claimJobs(own.database.pool, EXECUTOR, undefined, room)).toEqual([]);
  });

  test('of a loop of thousands keep no other flow waiting', async () => {
    await insert(times(3_000, () => 'loop/a'));
    await take(500);
    await insert(['hello/b', 'hello/b', 'hello/c']);
    expect(await take(7)).toEqual([
      'loop/a',
      'hello/b',
      'loop/a',
      'hello/b',
      'hello/c',
      'loop/a',
      'loop/a',
    ]);
  });

  test('of one parent keep the jobs of other parents of the same flow not waiting', async () => {
    await insert([...times(100, () => 'child/a'), ...times(100, () => 'child/b')]);
    expect(await take(4)).toEqual(['child/a', 'child/a', 'child/b', 'child/a']);
    expect((await take(100)).filter((name) => name === 'child/b')).toHaveLength(50);
  });

  test('of a flood of executions of one flow keep no loop of another flow waiting', async () => {
    await insert(['loop/a', 'loop/a', 'loop/a']);
    await insert(times(1_000, (index) => `hook/${index}`));
    expect(await take(6)).toEqual(['loop/a', 'hook/0', 'loop/a', 'hook/1', 'loop/a', 'hook/2']);
    await insert(times(1_000, (index) => `hook/later${index}`));
    await insert(['hello/b']);
    expect(await take(2)).toEqual(['hook/3', 'hello/b']);
  });

  test('that come one by one are served like those that come together', async () => {
    for (let at = 0; at < 3; at++) {
      await insert(['loop/a']);
    }
    await insert(['hello/b']);
    expect(await take(4)).toEqual(['loop/a', 'hello/b', 'loop/a', 'loop/a']);
  });

  test('are taken for free lanes and by their own group only', async () => {
    await insert(['loop/a'], { lane: 'heavy' });
    await insert(['loop/a'], { group: 'gpu' });
    expect(await take(1)).toEqual([]);
    await insert(['hello/b']);
    expect(await take(2)).toEqual(['hello/b']);
    expect(await take(2, 'heavy')).toEqual(['loop/a']);
    expect(await take(2, 'light', 'gpu')).toEqual(['loop/a']);
  });

  test('are taken up to the room of each lane', async () => {
    await insert(times(5, () => 'loop/a'));
    await insert(
      times(5, () => 'script/a'),
      { lane: 'heavy' },
    );
    const room = new Map<Lane, number>([
      ['light', 3],
      ['heavy', 2],
    ]);
    const jobs = await claimJobs(own.database.pool, EXECUTOR, undefined, room);
    expect(jobs.map(({ flow }) => flow.flowId).sort()).toEqual([
      ...times(3, () => 'loop'),
      ...times(2, () => 'script'),
    ]);
  });

  test('are taken by nobody who was declared dead', async () => {
    await insert(['loop/a']);
    expect(
      await claimJobs(own.database.pool, 'a dead process', undefined, new Map([['light', 1]])),
    ).toEqual([]);
  });

  test('are claimed and given their turns by looking at as many rows as are needed, however many wait', async () => {
    await insert(times(5_000, (index) => `hook/${index % 2_500}`));
    await insert(
      times(5_000, () => 'other/a'),
      { lane: 'heavy' },
    );
    await insert(
      times(5_000, () => 'other/a'),
      { group: 'without workers' },
    );
    await own.database.pool.query('analyze worker_jobs');
    const claim = await plan(() =>
      claimJobs(planning, EXECUTOR, undefined, new Map([['light', 10]])),
    );
    const adding = await plan(() =>
      planning.query(
        statements.build(EXECUTOR, {
          jobs: [jobRow(jobOf('hook/7'), 'light'), jobRow(jobOf('new/x'), 'light')],
        }),
      ),
    );
    expect(claim).toMatch(/Index Scan using worker_jobs_claimable/);
    expect(adding).toMatch(/worker_jobs_of_member/);
    expect(adding).toMatch(/worker_jobs_leading/);
    expect([claim, adding].map(mostRowsRead)).toEqual([10, 1]);
  });
});

const explained: string[] = [];
/** Runs every statement under `explain analyze`. */
const planning = {
  query: async ({ text, values }: { text: string; values: unknown[] }) => {
    const { rows } = await own.database.pool.query<Record<string, string>>(
      `explain (analyze, timing off, costs off) ${text}`,
      values,
    );
    explained.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    return { rows: [] };
  },
} as unknown as TestDatabase['database']['pool'];

async function plan(run: () => Promise<unknown>): Promise<string> {
  await run();
  return explained.pop() ?? '';
}

/** Of any scan of the table, filtered rows included. */
function mostRowsRead(text: string): number {
  expect(text).not.toMatch(/Seq Scan on worker_jobs/);
  const scans = [...text.matchAll(/Scan[^\n]* worker_jobs[^\n]*actual rows=([\d.]+)/g)];
  const removed = [...text.matchAll(/Rows Removed by Filter: (\d+)/g)];
  return Math.max(...[...scans, ...removed].map(([, rows]) => Number(rows)));
}
