import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { parseJson, stringifyJson } from '../../../model/json.js';
import { type FakeResult, runTask } from '../../../testing/fake-run-context.js';
import { MemoryFiles } from '../../../testing/memory-files.js';

const TYPE = 'io.kestra.plugin.jdbc.sqlite';

function run(
  type: string,
  task: Record<string, unknown>,
  storage = new MemoryFiles(),
  signal?: AbortSignal,
): Promise<FakeResult> {
  const declared = { type: `${TYPE}.${type}`, url: 'jdbc:sqlite:my.db', ...task };
  return runTask({ task: declared, services: { storage }, ...(signal && { signal }) });
}

async function outputs(type: string, task: Record<string, unknown>): Promise<unknown> {
  return parseJson(stringifyJson((await run(type, task)).output.outputs));
}

describe('Query', () => {
  test('gives integers, doubles, texts and bytes', async () => {
    const sql = `select 1 as i, 9007199254740993 as big, 2.0 as r, 1.5 as f, 'é' as s, x'0102' as bin, null as n`;
    expect(await outputs('Query', { sql, fetchType: 'FETCH_ONE' })).toEqual({
      size: 1,
      row: {
        i: 1,
        big: 9007199254740993n,
        r: expect.objectContaining({ value: 2 }),
        f: 1.5,
        s: 'é',
        bin: 'AQI=',
        n: null,
      },
    });
  });

  test('stores more rows than one turn takes', async () => {
    const storage = new MemoryFiles();
    const sql = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 2500) select i from n`;
    const { output } = await run('Query', { sql, store: true }, storage);
    expect(output.outputs?.['size']).toBe(2500);
    const lines = (await text(await storage.get(String(output.outputs?.['uri'])))).split('\n');
    expect([lines[0], lines[2499], lines[2500]]).toEqual(['{i:1}', '{i:2500}', '']);
  });

  test('binds parameters', async () => {
    const sql = "select :n + 1 as n, :s as s, ':s' as literal";
    const task = { sql, parameters: { n: 41, s: "x'" }, fetchType: 'FETCH_ONE' };
    expect(await outputs('Query', task)).toEqual({
      row: { n: 42, s: "x'", literal: ':s' },
      size: 1,
    });
  });

  test('runs a trigger with a body among other statements', async () => {
    const sql = `create table t (i); create table log (i);
      create trigger after_t after insert on t begin insert into log values (new.i); insert into log values (0); end;
      insert into t values (7); select group_concat(i) as logged from log`;
    expect(await outputs('Query', { sql, fetchType: 'FETCH_ONE' })).toMatchObject({
      row: { logged: '7,0' },
    });
  });

  test.each([
    [{ sql: 'selec 1' }, /near "selec": syntax error[\s\S]*in the statement: selec 1/],
    [{ sql: 'select * from missing' }, /no such table: missing/],
    [{ sql: 'select 1', url: 'sqlite:x' }, /must look like jdbc:sqlite:file\.db/],
    [{ sql: 'select 1', url: 'jdbc:sqlite:/no/such/folder/x.db' }, /cannot be opened/],
    [{ sql: 'select 1', url: 'jdbc:sqlite:../x.db' }, /leads outside/],
  ])('%j is a clear failure', async (task, message) => {
    await expect(run('Query', task)).rejects.toThrow(message);
  });

  test('a killed query stops', async () => {
    const controller = new AbortController();
    const killed = new Error('killed');
    const sql = `with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n`;
    const running = run('Query', { sql }, undefined, controller.signal);
    setTimeout(() => controller.abort(killed), 200);
    await expect(running).rejects.toBe(killed);
  });
});

test('a database travels from task to task', async () => {
  const storage = new MemoryFiles();
  const made = await run(
    'Queries',
    { sql: 'create table t (i); insert into t values (7)', outputDbFile: true },
    storage,
  );
  const sqliteFile = made.output.outputs?.['databaseUri'];
  const sql = 'select i from t';
  const read = await run('Query', { sql, sqliteFile, fetchType: 'FETCH_ONE' }, storage);
  expect(read.output.outputs).toEqual({ row: { i: 7 }, size: 1 });
});

test('a failure in Queries undoes what came before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sqlite-'));
  const url = `jdbc:sqlite:${join(folder, 'stays.db')}`;
  await run('Query', { url, sql: 'create table t (i)' });
  const failing = run('Queries', { url, sql: 'insert into t values (1); nonsense' });
  await expect(failing).rejects.toThrow(/nonsense/);
  const sql = 'select count(*) as n from t';
  expect(await outputs('Query', { url, sql, fetchOne: true })).toEqual({ row: { n: 0 }, size: 1 });
  await rm(folder, { recursive: true });
});

test('Batch inserts the rows of a file', async () => {
  const storage = new MemoryFiles();
  const made = await run('Query', { sql: 'create table t (a, b)', outputDbFile: true }, storage);
  const from = await storage.put(
    'kestra:///company/team/_files/rows.ion',
    '{a:1,b:"x"}\n{a:2.5,b:true}\n',
  );
  const sqliteFile = made.output.outputs?.['databaseUri'];
  const { output } = await run(
    'Batch',
    { from, table: 't', sqliteFile, outputDbFile: true },
    storage,
  );
  expect(output.outputs).toMatchObject({ rowCount: 2, updatedCount: 2 });
  const read = await run(
    'Query',
    { sql: 'select * from t', sqliteFile: output.outputs?.['databaseUri'], fetch: true },
    storage,
  );
  expect(read.output.outputs?.['rows']).toEqual([
    { a: 1, b: 'x' },
    { a: 2.5, b: 1 },
  ]);
});
