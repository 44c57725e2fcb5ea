import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseJson, stringifyJson } from '../../../model/json.js';
import { MemoryFiles } from '../../../testing/memory-files.js';
import {
  type FakeResult,
  aRunContext,
  fakeServices,
  runTask,
} from '../../../testing/fake-run-context.js';
import { DuckDbTrigger } from './query.trigger.js';

const QUERY = 'io.kestra.plugin.jdbc.duckdb.Query';
const QUERIES = 'io.kestra.plugin.jdbc.duckdb.Queries';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'duckdb-'));
});
afterAll(() => rm(folder, { recursive: true }));

function run(
  task: Record<string, unknown>,
  storage = new MemoryFiles(),
  signal?: AbortSignal,
): Promise<FakeResult> {
  return runTask({ task: { type: QUERY, ...task }, services: { storage }, signal });
}

/** As the execution keeps it. */
async function outputs(task: Record<string, unknown>): Promise<unknown> {
  return parseJson(stringifyJson((await run(task)).output.outputs));
}

describe('fetching', () => {
  const sql = "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) t(id, name) ORDER BY id";

  test('keeps nothing unless asked', async () => {
    expect(await outputs({ sql })).toEqual({});
  });

  test('FETCH gives all rows in select order', async () => {
    expect(await outputs({ sql, fetchType: 'FETCH' })).toEqual({
      rows: [
        { id: 1, name: 'a' },
        { id: 2, name: 'b' },
      ],
      size: 2,
    });
  });

  test('FETCH_ONE gives the first row', async () => {
    expect(await outputs({ sql, fetchOne: true })).toEqual({ row: { id: 1, name: 'a' }, size: 1 });
  });

  test('FETCH_ONE without a row gives a size of 0', async () => {
    expect(await outputs({ sql: `${sql} LIMIT 0`, fetchType: 'FETCH_ONE' })).toEqual({ size: 0 });
  });

  test('STORE writes one row a line in Ion and counts them', async () => {
    const storage = new MemoryFiles();
    const { output, metrics } = await run({ sql, store: true }, storage);
    expect(output.outputs).toEqual({ uri: expect.stringMatching(/\.ion$/), size: 2 });
    expect(await text(await storage.get(String(output.outputs?.['uri'])))).toBe(
      '{id:1,name:"a"}\n{id:2,name:"b"}\n',
    );
    expect(metrics).toMatchObject([
      { name: 'fetch.size', value: 2, tags: { fetch: 'false', store: 'true' } },
    ]);
  });

  test('fetch wins over fetchOne, store and fetchType', async () => {
    const task = { sql, fetch: true, fetchOne: true, store: true, fetchType: 'NONE' };
    expect(await outputs(task)).toMatchObject({ size: 2, rows: [{ id: 1 }, { id: 2 }] });
  });

  test('a statement without rows has a size of 0', async () => {
    expect(await outputs({ sql: 'CREATE TABLE t (i INT)', fetchType: 'FETCH' })).toEqual({
      size: 0,
    });
  });
});

describe('SQL', () => {
  test('several statements give the result of the last one', async () => {
    const sql =
      "CREATE TABLE t AS SELECT 'a;b' AS x; -- a comment; with a semicolon\nSELECT * FROM t;";
    expect(await outputs({ sql, fetchType: 'FETCH' })).toEqual({ rows: [{ x: 'a;b' }], size: 1 });
  });

  test('named parameters are bound, casts and texts are left alone', async () => {
    const sql = "SELECT :name AS name, :n::INT + 1 AS n, ':name' AS literal, :name || '!' AS twice";
    const parameters = { name: "O'Brien; DROP", n: '{{ 20 + 21 }}' };
    expect(await outputs({ sql, parameters, fetchType: 'FETCH_ONE' })).toEqual({
      row: { name: "O'Brien; DROP", n: 42, literal: ':name', twice: "O'Brien; DROP!" },
      size: 1,
    });
  });

  test.each([
    [
      'SELECT * FROM missing',
      /missing does not exist[\s\S]*in the statement: SELECT \* FROM missing/,
    ],
    ['SELEC 1', /syntax error at or near "SELEC"/],
    ["SELECT * FROM read_csv_auto('none.csv')", /none\.csv/],
    ["SELECT 'x'::INT", /Could not convert string 'x' to INT32/],
    ['  -- nothing', /sql: there is no statement in it/],
    ['SELECT :other', /parameters: there is no value for :other; the names given are a/],
  ])('%s fails with a text that says why', async (sql, message) => {
    await expect(run({ sql, parameters: { a: 1 } })).rejects.toThrow(message);
  });
});

test('every type has its form in outputs and in files', async () => {
  const sql = `SELECT 1::TINYINT AS i, 9007199254740993 AS big, 1.50 AS dec, 3.0::DOUBLE AS dbl, 1.1::FLOAT AS flt,
    true AS b, NULL AS n, 170141183460469231731687303715884105727::HUGEINT AS huge, 'é"' AS s,
    DATE '2024-01-31' AS d, TIME '10:11:12.5' AS t, TIMESTAMP '2024-07-31 10:11:12.345678' AS ts,
    TIMESTAMPTZ '2024-01-31 10:11:12+00' AS tz, [1, NULL] AS l, {'a': 1.5, 'b': [DATE '2024-01-31']} AS st,
    MAP {'x': 1} AS m, 'ab'::BLOB AS bin, 'a'::ENUM('a', 'b') AS e,
    '6f1de5a0-0000-4000-8000-000000000000'::UUID AS u, 'infinity'::TIMESTAMP AS inf, TIMESTAMP '1969-12-31 23:59:59.5' AS old`;
  const storage = new MemoryFiles();
  const zone = { timeZoneId: 'Europe/Paris' };
  expect(await outputs({ sql, fetchType: 'FETCH_ONE', ...zone })).toEqual({
    size: 1,
    row: {
      i: 1,
      big: 9007199254740993n,
      dec: 1.5,
      dbl: expect.objectContaining({ value: 3 }),
      flt: 1.1,
      b: true,
      n: null,
      huge: '170141183460469231731687303715884105727',
      s: 'é"',
      d: '2024-01-31',
      t: '10:11:12.500',
      ts: '2024-07-31T10:11:12.345678+02:00',
      tz: '2024-01-31T11:11:12+01:00',
      l: [1, null],
      st: { a: 1.5, b: ['2024-01-31'] },
      m: { x: 1 },
      bin: 'YWI=',
      e: 'a',
      u: '6f1de5a0-0000-4000-8000-000000000000',
      inf: 'infinity',
      old: '1969-12-31T23:59:59.500+01:00',
    },
  });
  const { output } = await run({ sql, store: true, ...zone }, storage);
  expect(await text(await storage.get(String(output.outputs?.['uri'])))).toBe(
    '{i:1,big:9007199254740993,dec:1.50,dbl:3e0,flt:1.1e0,b:true,n:null,' +
      'huge:"170141183460469231731687303715884105727",s:"é\\"",d:LocalDate::"2024-01-31",' +
      't:LocalTime::"10:11:12.500",ts:2024-07-31T10:11:12.345678+02:00,tz:2024-01-31T11:11:12+01:00,' +
      'l:[1,null],st:{a:1.5,b:[LocalDate::"2024-01-31"]},m:{x:1},bin:{{YWI=}},e:"a",' +
      'u:"6f1de5a0-0000-4000-8000-000000000000",inf:"infinity",old:1969-12-31T23:59:59.500+01:00}\n',
  );
});

describe('files', () => {
  const inputFiles = { 'in.csv': 'brand,n\na,1\nb,2\n' };

  test('input files are found by their plain names and through workingDir', async () => {
    const sql = `SELECT (SELECT count(*) FROM read_csv_auto('in.csv')) AS plain,
      (SELECT sum(n) FROM '{{ workingDir }}/in.csv')::INT AS absolute`;
    expect(await outputs({ sql, inputFiles, fetchType: 'FETCH_ONE' })).toMatchObject({
      row: { plain: 2, absolute: 3 },
    });
  });

  test('output files are stored under their keys', async () => {
    const storage = new MemoryFiles();
    const sql =
      "COPY (SELECT * FROM 'in.csv' WHERE n > 1) TO '{{ outputFiles.out }}' (HEADER, FORMAT CSV)";
    const { output } = await run({ sql, inputFiles, outputFiles: ['out'] }, storage);
    const files = output.outputs?.['outputFiles'] as Record<string, string>;
    expect(await text(await storage.get(files['out'] ?? ''))).toBe('brand,n\nb,2\n');
  });

  test('an output file that nothing wrote is a failure that says how', async () => {
    await expect(run({ sql: 'SELECT 1', outputFiles: ['out'] })).rejects.toThrow(
      /nothing was written to "out"; write it with COPY/,
    );
  });

  test('a database travels from task to task', async () => {
    const storage = new MemoryFiles();
    const made = await run({ sql: 'CREATE TABLE t AS SELECT 7 AS x', outputDbFile: true }, storage);
    const databaseUri = made.output.outputs?.['databaseUri'];
    const read = await run(
      { sql: 'SELECT x FROM t', databaseUri, fetchType: 'FETCH_ONE' },
      storage,
    );
    expect(read.output.outputs).toEqual({ row: { x: 7 }, size: 1 });
  });

  test('an absolute path is a database that stays, and its folder is the working directory', async () => {
    const url = `jdbc:duckdb:${join(folder, 'stays.db')}`;
    await run({ url, sql: 'CREATE TABLE t AS SELECT 8 AS x' });
    const sql = "SELECT x, '{{ workingDir }}' AS folder, n FROM t, 'in.csv' LIMIT 1";
    expect(await outputs({ url, sql, inputFiles, fetchType: 'FETCH_ONE' })).toMatchObject({
      row: { x: 8, folder, n: 1 },
    });
  });

  test.each([
    [{ url: 'jdbc:duckdb:relative.db' }, /must be absolute, but it is "relative.db"/],
    [{ url: 'jdbc:postgresql://h/d' }, /must look like jdbc:duckdb:/],
    [{ url: 'jdbc:duckdb:/no/such/folder/x.db' }, /cannot be opened/],
    [{ timeZoneId: 'Nowhere' }, /"Nowhere" is no time zone/],
    [{ inputFiles: { '../x': 'y' } }, /leads outside/],
    [{ fetchType: 'SOME' }, /must be one of STORE, FETCH, FETCH_ONE, NONE/],
  ])('%j is refused', async (task, message) => {
    await expect(run({ sql: 'SELECT 1', ...task })).rejects.toThrow(message);
  });
});

describe('Queries', () => {
  test('give an entry for every statement with rows', async () => {
    const sql =
      'CREATE TABLE t (i INT); INSERT INTO t VALUES (1), (2); SELECT i FROM t; SELECT 5 AS x;';
    expect(await outputs({ type: QUERIES, sql, fetchType: 'FETCH' })).toEqual({
      outputs: [
        { rows: [{ i: 1 }, { i: 2 }], size: 2 },
        { rows: [{ x: 5 }], size: 1 },
      ],
    });
  });

  test.each([
    [true, 0],
    [false, 1],
  ])('with transaction %s a failure leaves %d rows', async (transaction, rows) => {
    const url = `jdbc:duckdb:${join(folder, `transaction-${transaction}.db`)}`;
    await run({ url, sql: 'CREATE TABLE t (i INT)' });
    const sql = 'INSERT INTO t VALUES (1); SELECT * FROM missing';
    await expect(run({ type: QUERIES, url, sql, transaction })).rejects.toThrow(/missing/);
    const left = 'SELECT count(*) AS n FROM t';
    expect(await outputs({ url, sql: left, fetchType: 'FETCH_ONE' })).toMatchObject({
      row: { n: rows },
    });
  });
});

test('a killed query stops', async () => {
  const controller = new AbortController();
  const sql = 'SELECT count(*) FROM range(1000000000) a, range(1000000000) b';
  const running = run({ sql }, new MemoryFiles(), controller.signal);
  const killed = new Error('killed');
  setImmediate(() => controller.abort(killed));
  await expect(running).rejects.toBe(killed);
});

describe('the configuration of the server', () => {
  function runWith(values: Record<string, unknown>, sql: string): Promise<FakeResult> {
    const pluginConfigurations = { 'io.kestra.plugin.jdbc.duckdb': values };
    const settings = { ...fakeServices().settings, pluginConfigurations };
    return runTask({ task: { type: QUERY, sql, fetch: true }, services: { settings } });
  }

  test('says where extensions come from, and an error says how to change that', async () => {
    const values = {
      'extension-repository': 'http://127.0.0.1:1',
      'extension-directory': join(folder, 'extensions'),
    };
    await expect(runWith(values, 'INSTALL httpfs')).rejects.toThrow(
      /127\.0\.0\.1:1[\s\S]*Without internet, name a folder that has the extension: `extension-repository`/,
    );
  });

  test('sets what DuckDB can be told', async () => {
    const sql = "SELECT current_setting('threads')::INT AS threads";
    const { output } = await runWith({ settings: { threads: 3 } }, sql);
    expect(output.outputs?.['rows']).toEqual([{ threads: 3 }]);
  });

  test('must name settings in a map', async () => {
    await expect(runWith({ settings: 'threads' }, 'SELECT 1')).rejects.toThrow(
      /`settings` of io\.kestra\.plugin\.jdbc\.duckdb must be a map/,
    );
  });
});

describe('the trigger', () => {
  async function poll(sql: string): Promise<unknown> {
    const trigger = Object.assign(new DuckDbTrigger(), { sql });
    return trigger.poll(aRunContext({ task: { type: QUERY } }));
  }

  test('fires with the rows', async () => {
    expect(await poll('SELECT 1 AS x')).toEqual({ variables: { rows: [{ x: 1 }], size: 1 } });
  });

  test('does not fire without rows', async () => {
    expect(await poll('SELECT 1 AS x WHERE false')).toBeUndefined();
  });
});
