import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ExecutionRepository } from '../../src/executions/store/execution.repository.js';
import { ExecutionTools } from '../../src/executions/execution-tools.js';
import { PurgeRevisions } from '../../src/flows/index.js';
import { FlowRepository } from '../../src/flows/store/flow.repository.js';
import { LogRepository, MetricRepository } from '../../src/logs/index.js';
import { Config } from '../../src/platform/config/index.js';
import {
  DELETE_BATCH,
  deleteInBatches,
  deleteScannedInBatches,
} from '../../src/platform/database/delete-in-batches.js';
import { LocalStorage } from '../../src/platform/storage/local-storage.js';
import { testDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';

const DAY = '2026-01-02T00:00:00.000Z';
const EVERYTHING = { executions: true, logs: true, metrics: true, storage: true };

let own: TestDatabase;
let directory: string;
let storage: LocalStorage;
let tools: ExecutionTools;
let logs: LogRepository;
let metrics: MetricRepository;

beforeAll(async () => {
  own = await testDatabase();
  directory = mkdtempSync(join(tmpdir(), 'purge-'));
  storage = new LocalStorage(directory);
  const { database } = own;
  tools = new ExecutionTools(database, storage, new ExecutionRepository(database));
  logs = new LogRepository(database, new Config());
  metrics = new MetricRepository(database);
}, 60_000);

afterAll(async () => {
  await own.close();
  rmSync(directory, { recursive: true, force: true });
});

beforeEach(() => query('truncate executions, task_runs, logs, metrics, flows'));

async function query(text: string, values: unknown[] = []): Promise<unknown[]> {
  return (await own.database.pool.query<Record<string, unknown>>(text, values)).rows;
}

async function rowsOf(table: string): Promise<number> {
  const [row] = (await query(`select count(*)::int as n from ${table}`)) as { n: number }[];
  return row?.n ?? -1;
}

function addLogs(count: number, { from = '2026-01-01', execution = 'e1' } = {}): Promise<unknown> {
  return query(
    `insert into logs (timestamp, level, namespace, flow_id, execution_id, message)
     select $1::timestamptz + n * interval '1 millisecond', 2, 'a.b', 'f', $2, 'm' from generate_series(1, $3::int) n`,
    [from, execution, count],
  );
}

function addMetrics(count: number, from = '2026-01-01'): Promise<unknown> {
  return query(
    `insert into metrics (timestamp, namespace, flow_id, task_id, execution_id, task_run_id, type, name, value)
     select $1::timestamptz, 'a.b', 'f', 't', 'e1', 'r', 'counter', 'n', 1 from generate_series(1, $2::int)`,
    [from, count],
  );
}

function addExecution(
  id: string,
  { state = 'SUCCESS', start = '2026-01-01', namespace = 'a.b' } = {},
) {
  return query(
    `insert into executions (id, namespace, flow_id, flow_revision, state, start_date, original_id, document)
     values ($1, $2, 'f', 1, $3, $4, $1, '{}')`,
    [id, namespace, state, start],
  );
}

/** The pool, remembering how many rows each statement deleted. */
function watched() {
  const deleted: number[] = [];
  const pool = {
    query: async (text: string, values: unknown[]) => {
      const before = await rowsOf('logs');
      const answer: unknown = await own.database.pool.query(text, values);
      deleted.push(before - (await rowsOf('logs')));
      return answer;
    },
  } as unknown as Parameters<typeof deleteInBatches>[0];
  return { deleted, pool };
}

describe('deleting in batches', () => {
  const condition = { sql: 'execution_id = $1', values: ['e1'] };

  test.each([
    ['by an index', deleteInBatches],
    ['by a scan', deleteScannedInBatches],
  ])('%s no statement touches more than a batch and nothing else goes', async (_, remove) => {
    await addLogs(DELETE_BATCH + 10);
    await addLogs(3, { execution: 'e2' });
    await addLogs(DELETE_BATCH);
    const { deleted, pool } = watched();

    expect(await remove(pool, 'logs', condition)).toBe(2 * DELETE_BATCH + 10);
    expect(Math.max(...deleted)).toBe(DELETE_BATCH);
    expect(await query('select distinct execution_id from logs')).toEqual([{ execution_id: 'e2' }]);
    expect(await remove(pool, 'logs', condition)).toBe(0);
  });

  test.each([
    ['by an index', deleteInBatches],
    ['by a scan', deleteScannedInBatches],
  ])('%s an abort leaves the rest', async (_, remove) => {
    await addLogs(10);
    const signal = AbortSignal.abort(new Error('killed'));
    await expect(remove(own.database.pool, 'logs', condition, signal)).rejects.toThrow('killed');
    expect(await rowsOf('logs')).toBe(10);
  });
});

describe('purging logs and metrics', () => {
  test('what is older than the date goes, however much it is', async () => {
    await addLogs(12_000);
    await addLogs(5, { from: DAY });
    expect(await logs.purge({ endDate: DAY, namespace: 'a' })).toBe(12_000);
    expect(await rowsOf('logs')).toBe(5);
  });

  test('a namespace means its children too, but no namespace that only looks alike', async () => {
    await addMetrics(2);
    expect(await metrics.purge({ endDate: DAY, namespace: 'a_b' })).toBe(0);
    expect(await metrics.purge({ endDate: DAY, namespace: 'a', flowId: 'f' })).toBe(0);
    expect(await metrics.purge({ endDate: DAY, namespace: 'a', startDate: DAY })).toBe(0);
    expect(await metrics.purge({ endDate: DAY, namespace: 'a' })).toBe(2);
  });
});

describe('purging executions', () => {
  test('rows, task runs, logs, metrics and files of ended ones go, with their folders', async () => {
    for (let index = 0; index < 1_201; index++) {
      await addExecution(`e${index}`);
    }
    await addExecution('running', { state: 'RUNNING' });
    await addExecution('young', { start: DAY });
    await query(
      `insert into task_runs (execution_id, id, position, task_id, state, document)
       select 'e1', 't' || n, n, 't', 'SUCCESS', '{}' from generate_series(1, 6000) n`,
    );
    await addLogs(6_000);
    await addMetrics(7);
    await storage.put('/a/b/f/executions/e1/tasks/t/r/x.txt', 'x');
    await storage.put('/a/b/f/executions/e10/x.txt', 'x');
    await storage.put('/a/b/f/executions/young/x.txt', 'x');

    const counts = await tools.purge({ endDate: DAY, ...EVERYTHING });

    expect(counts).toEqual({ executions: 1_201, logs: 6_000, metrics: 7, files: 2 });
    expect(await query('select id from executions order by id')).toEqual([
      { id: 'running' },
      { id: 'young' },
    ]);
    expect(await rowsOf('task_runs')).toBe(0);
    expect((await storage.list('/a/b/f/executions')).map(({ path }) => path)).toEqual([
      '/a/b/f/executions/young/',
    ]);
  });

  test('their logs alone go without the executions, for more of them than a batch holds', async () => {
    for (let index = 0; index < 600; index++) {
      await addExecution(`e${index}`);
    }
    await addLogs(1, { execution: 'e0' });
    await addLogs(1, { execution: 'e599' });
    const counts = await tools.purge({ ...EVERYTHING, endDate: DAY, executions: false });
    expect(counts).toEqual({ executions: 0, logs: 2, metrics: 0, files: 0 });
    expect(await rowsOf('executions')).toBe(600);
  });

  test('a namespace with an underscore means itself and no other', async () => {
    await addExecution('e1', { namespace: 'a_b' });
    await addExecution('e2', { namespace: 'axb.c' });
    await tools.purge({ endDate: DAY, namespace: 'a_b', ...EVERYTHING });
    expect(await query('select id from executions')).toEqual([{ id: 'e2' }]);
  });

  test('a killed purge stops before the next batch', async () => {
    await addExecution('e1');
    const signal = AbortSignal.abort(new Error('killed'));
    await expect(tools.purge({ endDate: DAY, ...EVERYTHING }, signal)).rejects.toThrow('killed');
    expect(await rowsOf('executions')).toBe(1);
  });
});

describe('purging revisions of flows', () => {
  const anyFlow = { matches: () => true, keep: 1 };

  /** Saved on the first days of January, one a day. */
  async function addRevisions(id: string, count: number): Promise<void> {
    await query(
      `insert into flows (namespace, id, revision, source, latest, updated_at)
       select 'a.b', $1, n, '', n = $2::int, '2025-12-31'::timestamptz + n * interval '1 day'
       from generate_series(1, $2::int) n`,
      [id, count],
    );
  }

  async function purged(purge: Parameters<PurgeRevisions['run']>[1]): Promise<unknown> {
    const count = await new PurgeRevisions(new FlowRepository(own.database)).run('a.b', purge);
    const left = (await query('select id, revision from flows order by id, revision')) as {
      id: string;
      revision: number;
    }[];
    return [count, ...left.map(({ id, revision }) => `${id}${revision}`)];
  }

  test('the newest ones stay, as many as asked for, of the flows that match', async () => {
    await addRevisions('a', 4);
    await addRevisions('b', 3);
    const purge = { matches: (id: string) => id === 'a', keep: 2 };
    expect(await purged(purge)).toEqual([2, 'a3', 'a4', 'b1', 'b2', 'b3']);
    expect(await purged(anyFlow)).toEqual([3, 'a4', 'b3']);
  });

  test('only those saved until a date go, and never the latest', async () => {
    await addRevisions('a', 4);
    expect(await purged({ ...anyFlow, before: DAY })).toEqual([2, 'a3', 'a4']);
    expect(await purged({ ...anyFlow, before: '2027-01-01T00:00:00Z' })).toEqual([1, 'a4']);
  });

  test('a revision by which an execution goes on stays, also when it is asked for by number', async () => {
    await addRevisions('f', 3);
    await addExecution('paused', { state: 'PAUSED' });
    expect(await purged(anyFlow)).toEqual([1, 'f1', 'f3']);
    await new FlowRepository(own.database).deleteRevisions('a.b', 'f', [1, 3]);
    expect(await purged(anyFlow)).toEqual([0, 'f1', 'f3']);
  });

  test('flows of other namespaces, children too, and deleted flows are left alone', async () => {
    await addRevisions('a', 2);
    await query('update flows set deleted = true where revision = 2');
    expect(await purged(anyFlow)).toEqual([0, 'a1', 'a2']);
    await query("update flows set deleted = false, namespace = 'a.b.c'");
    expect(await purged(anyFlow)).toEqual([0, 'a1', 'a2']);
  });
});
