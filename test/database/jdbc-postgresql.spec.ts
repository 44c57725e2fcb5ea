import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseJson, stringifyJson } from '../../src/model/json.js';
import { PostgresqlTrigger } from '../../src/plugins/jdbc/postgresql/query.trigger.js';
import { aRunContext, type FakeResult, runTask } from '../../src/testing/fake-run-context.js';
import { MemoryFiles } from '../../src/testing/memory-files.js';
import { dropDatabase, emptyDatabase } from '../support/test-database.js';
import { waitFor } from '../support/wait-for.js';

const TYPE = 'io.kestra.plugin.jdbc.postgresql';

let databaseUrl: string;
let connection: { url: string; username: string; password?: string };

beforeAll(async () => {
  databaseUrl = await emptyDatabase();
  const { host, pathname, username, password } = new URL(databaseUrl);
  connection = {
    url: `jdbc:postgresql://${host}${pathname}`,
    username,
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
});
afterAll(() => dropDatabase(databaseUrl));

function run(
  type: string,
  task: Record<string, unknown>,
  storage = new MemoryFiles(),
  signal?: AbortSignal,
): Promise<FakeResult> {
  const declared = { type: `${TYPE}.${type}`, ...connection, ...task };
  return runTask({ task: declared, services: { storage }, ...(signal && { signal }) });
}

/** As the execution keeps it. */
async function outputs(type: string, task: Record<string, unknown>): Promise<unknown> {
  return parseJson(stringifyJson((await run(type, task)).output.outputs));
}

async function one(sql: string, more: Record<string, unknown> = {}): Promise<unknown> {
  const { row } = (await outputs('Query', { sql, fetchType: 'FETCH_ONE', ...more })) as {
    row: unknown;
  };
  return row;
}

async function stored(storage: MemoryFiles, result: FakeResult): Promise<string> {
  return text(await storage.get(String(result.output.outputs?.['uri'])));
}

describe('Query', () => {
  test('every type has its form in outputs and in files', async () => {
    await run('Query', {
      sql: `create type mood as enum ('sad', 'ok'); create extension hstore`,
    });
    const sql = `select true as b, 1::int2 as i, 9007199254740993 as big, 1.50 as dec, 15::numeric as whole,
      2.0::float8 as dbl, 1.1::float4 as flt, 'é"' as s, 'x'::char(3) as c, '\\x0102'::bytea as bin, null as n,
      date '2024-01-31' as d, time '10:11:12.5' as t, timetz '10:11:12+02' as tz,
      timestamp '2024-07-31 10:11:12.345678' as ts, timestamptz '2024-07-31 10:11:12.5+00' as tstz,
      interval '1 year 2 days 3 hours 0.5 seconds' as iv, 'ok'::mood as e,
      '6f1de5a0-0000-4000-8000-000000000000'::uuid as u, '{"a": [1, 1.5]}'::jsonb as js, '[1]'::json as j,
      array[1, null] as l, array[['a,"b'], ['c']] as nested, array['ok'::mood] as moods,
      'a=>1, b=>NULL, "c d"=>"e\\"f"'::hstore as h, 'infinity'::timestamp as inf`;
    const zone = { timeZoneId: 'Europe/Paris' };
    expect(await one(sql, zone)).toEqual({
      b: true,
      i: 1,
      big: 9007199254740993n,
      dec: 1.5,
      whole: 15,
      dbl: expect.objectContaining({ value: 2 }),
      flt: 1.1,
      s: 'é"',
      c: 'x  ',
      bin: 'AQI=',
      n: null,
      d: '2024-01-31',
      t: '10:11:12.500',
      tz: '10:11:12+02:00',
      ts: '2024-07-31T10:11:12.345678',
      tstz: '2024-07-31T12:11:12.500+02:00',
      iv: 'P1Y2DT3H0.5S',
      e: 'ok',
      u: '6f1de5a0-0000-4000-8000-000000000000',
      js: { a: [1, 1.5] },
      j: [1],
      l: [1, null],
      nested: [['a,"b'], ['c']],
      moods: ['ok'],
      h: { a: '1', b: null, 'c d': 'e"f' },
      inf: 'infinity',
    });
    const storage = new MemoryFiles();
    const result = await run('Query', { sql, store: true, ...zone }, storage);
    expect(await stored(storage, result)).toBe(
      '{b:true,i:1,big:9007199254740993,dec:1.50,whole:15,dbl:2e0,flt:1.1e0,s:"é\\"",c:"x  ",bin:{{AQI=}},n:null,' +
        'd:LocalDate::"2024-01-31",t:LocalTime::"10:11:12.500",tz:OffsetTime::"10:11:12+02:00",' +
        'ts:LocalDateTime::"2024-07-31T10:11:12.345678",tstz:2024-07-31T12:11:12.500+02:00,' +
        'iv:"P1Y2DT3H0.5S",e:"ok",u:"6f1de5a0-0000-4000-8000-000000000000",js:{a:[1,1.5e0]},j:[1],' +
        'l:[1,null],nested:[["a,\\"b"],["c"]],moods:["ok"],h:{a:"1",b:null,\'c d\':"e\\"f"},inf:"infinity"}\n',
    );
  });

  test('a type without a form is a failure that says what to do', async () => {
    await expect(one("select point '(1,2)' as p")).rejects.toThrow(
      /Data of type 'point' for column 'p' is not supported; cast it: p::text/,
    );
  });

  test('more rows than one fetch are stored in order', async () => {
    const storage = new MemoryFiles();
    const sql = 'select i from generate_series(1, 2500) i';
    const result = await run('Query', { sql, store: true, fetchSize: 1000 }, storage);
    expect(result.output.outputs?.['size']).toBe(2500);
    const lines = (await stored(storage, result)).trimEnd().split('\n');
    expect(lines).toEqual(Array.from({ length: 2500 }, (_, index) => `{i:${index + 1}}`));
  });

  test('parameters are bound, casts and quotes are left alone', async () => {
    const sql = "select :n::int + 1 as n, ':n' as literal, :name as name, $$:n$$ as dollars";
    const parameters = { n: '41', name: "x'; drop table t" };
    expect(await one(sql, { parameters })).toEqual({
      n: 42,
      literal: ':n',
      name: "x'; drop table t",
      dollars: ':n',
    });
  });

  test('several statements give the result of the last one', async () => {
    const sql = `create function twice(n int) returns int language plpgsql as $body$ begin return n * 2; end; $body$;
      select twice(21) as n`;
    expect(await one(sql)).toEqual({ n: 42 });
  });

  test('afterSQL shares the transaction', async () => {
    await run('Query', { sql: 'create table after_sql (i int)' });
    const failing = run('Query', {
      sql: 'insert into after_sql values (1)',
      afterSQL: 'select * from missing',
    });
    await expect(failing).rejects.toThrow(/relation "missing" does not exist/);
    expect(await one('select count(*) as n from after_sql')).toEqual({ n: 0 });
  });

  test.each([
    [{ sql: 'selec 1' }, /syntax error at or near "selec"[\s\S]*in the statement: selec 1/],
    [{ sql: 'select 1', url: 'jdbc:mysql://h/d' }, /must look like jdbc:postgresql:\/\/host:5432/],
    [{ sql: 'select 1', url: undefined }, /url/],
    [
      { sql: 'select 1', url: 'jdbc:postgresql://127.0.0.1:1/d' },
      /127\.0\.0\.1:1 cannot be reached/,
    ],
    [{ sql: 'select 1', sslMode: 'REQUIRE' }, /does not support SSL/],
  ])('%j is a clear failure', async (task, message) => {
    await expect(run('Query', task)).rejects.toThrow(message);
  });

  test('a killed query stops on the server too', async () => {
    const controller = new AbortController();
    const killed = new Error('killed');
    const sql = 'select pg_sleep(600) as the_long_one';
    const running = run('Query', { sql }, undefined, controller.signal);
    const active = async (): Promise<number> => {
      const asked = `select count(*)::int as n from pg_stat_activity
        where query like '%the_long_one' and state = 'active' and pid <> pg_backend_pid()
          and wait_event = 'PgSleep'`;
      return ((await one(asked)) as { n: number }).n;
    };
    await waitFor(async () => (await active()) === 1);
    controller.abort(killed);
    await expect(running).rejects.toBe(killed);
    await waitFor(async () => (await active()) === 0);
  });
});

describe('Queries', () => {
  test('give an entry for every statement with rows', async () => {
    const sql = `create table q (i int); insert into q values (1), (2) returning i; select sum(i) as s from q;`;
    expect(await outputs('Queries', { sql, fetchType: 'FETCH' })).toEqual({
      outputs: [
        { rows: [{ i: 1 }, { i: 2 }], size: 2 },
        { rows: [{ s: 3 }], size: 1 },
      ],
    });
  });

  test.each([
    [true, 0],
    [false, 1],
  ])('with transaction %s a failure leaves %d rows', async (transaction, rows) => {
    const table = `transaction_${transaction}`;
    await run('Query', { sql: `create table ${table} (i int)` });
    const sql = `insert into ${table} values (1); insert into ${table} values ('x')`;
    await expect(run('Queries', { sql, transaction })).rejects.toThrow(/invalid input syntax/);
    expect(await one(`select count(*) as n from ${table}`)).toEqual({ n: rows });
  });
});

describe('Batch', () => {
  async function fileOf(storage: MemoryFiles, content: string): Promise<string> {
    return storage.put('kestra:///company/team/_files/rows.ion', content);
  }

  test('inserts the rows of a file by their keys', async () => {
    const storage = new MemoryFiles();
    await run('Query', {
      sql: 'create table b (id int, "name" text, "at" timestamptz, d numeric)',
    });
    const from = await fileOf(
      storage,
      '{id:1,name:"a",at:2024-01-31T10:00:00Z,d:1.50}\n{id:2,name:null,at:null,d:2e0}\n',
    );
    const { output, metrics } = await run('Batch', { from, table: 'b', chunk: 1 }, storage);
    expect(output.outputs).toEqual({ rowCount: 2, updatedCount: 2 });
    expect(metrics.map(({ name, value }) => [name, value])).toEqual([
      ['records', 2],
      ['updated', 2],
      ['query', 2],
    ]);
    const sql = 'select * from b order by id';
    expect(await outputs('Query', { sql, fetchType: 'FETCH', timeZoneId: 'UTC' })).toMatchObject({
      rows: [
        { id: 1, name: 'a', at: '2024-01-31T10:00:00Z', d: 1.5 },
        { id: 2, name: null, at: null, d: 2 },
      ],
    });
  });

  test('binds lists and chosen columns to the placeholders of a statement', async () => {
    const storage = new MemoryFiles();
    await run('Query', { sql: 'create table c (a int, b text)' });
    const lists = await fileOf(storage, '[1, "x"]\n');
    const sql = "insert into c values (?, ? || '?')";
    await run('Batch', { from: lists, sql }, storage);
    const maps = await fileOf(storage, '{b:"y",ignored:true,a:2}\n');
    await run('Batch', { from: maps, sql, columns: ['a', 'b'] }, storage);
    expect(await outputs('Query', { sql: 'select * from c', fetchType: 'FETCH' })).toMatchObject({
      rows: [
        { a: 1, b: 'x?' },
        { a: 2, b: 'y?' },
      ],
    });
  });

  test('a row that does not fit undoes all', async () => {
    const storage = new MemoryFiles();
    await run('Query', { sql: 'create table f (a int)' });
    const from = await fileOf(storage, '{a:1}\n{a:"x"}\n');
    await expect(run('Batch', { from, table: 'f', chunk: 1 }, storage)).rejects.toThrow(
      /invalid input syntax for type integer: "x"/,
    );
    expect(await one('select count(*) as n from f')).toEqual({ n: 0 });
  });

  test.each([
    ['{a:1}\n', {}, /Give either `sql` or `table`/],
    ['[1]\n', { table: 'f' }, /the rows are lists, so the names must be given/],
    ['1\n', { table: 'f', columns: ['a'] }, /every row must be a map or a list, not 1/],
    ['{a:1}\n', { table: 'f', chunk: 0 }, /chunk: must be at least 1/],
  ])('%j with %j is refused', async (content, task, message) => {
    const storage = new MemoryFiles();
    const from = await fileOf(storage, content);
    await expect(run('Batch', { from, ...task }, storage)).rejects.toThrow(message);
  });
});

describe('CopyIn and CopyOut', () => {
  test('carry a CSV file into a table and out again', async () => {
    const storage = new MemoryFiles();
    await run('Query', { sql: 'create table copied (id int, name text)' });
    const csv = 'id;name\n1;"a;b"\n2;NIX\n';
    const from = await storage.put('kestra:///company/team/_files/in.csv', csv);
    const form = { format: 'csv', header: true, delimiter: ';', nullString: 'NIX' };
    const into = await run('CopyIn', { from, table: 'copied', ...form }, storage);
    expect(into.output.outputs).toEqual({ rowCount: 2 });
    expect(into.metrics).toMatchObject([{ name: 'rows', value: 2 }]);
    const sql = 'select * from copied order by id;';
    const out = await run('CopyOut', { sql, ...form }, storage);
    expect(out.output.outputs).toMatchObject({ rowCount: 2 });
    expect(await stored(storage, out)).toBe(csv);
    const table = await run('CopyOut', { table: 'copied', columns: ['name'] }, storage);
    expect(await stored(storage, table)).toBe('a;b\n\\N\n');
  });

  test('a line that does not fit is a failure with its number', async () => {
    const storage = new MemoryFiles();
    await run('Query', { sql: 'create table refused (id int)' });
    const from = await storage.put('kestra:///company/team/_files/in.txt', '1\nx\n');
    await expect(run('CopyIn', { from, table: 'refused' }, storage)).rejects.toThrow(
      /invalid input syntax for type integer: "x"/,
    );
  });
});

describe('the trigger', () => {
  const poll = (sql: string): Promise<unknown> =>
    Object.assign(new PostgresqlTrigger(), connection, { sql }).poll(
      aRunContext({ task: { type: `${TYPE}.Query` } }),
    );

  test('fires with the rows', async () => {
    expect(await poll('select 1 as x')).toEqual({ variables: { rows: [{ x: 1 }], size: 1 } });
  });

  test('does not fire without rows', async () => {
    expect(await poll('select 1 as x where false')).toBeUndefined();
  });
});
