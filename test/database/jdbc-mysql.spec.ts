import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseJson, stringifyJson } from '../../src/model/json.js';
import { MysqlTrigger } from '../../src/plugins/jdbc/mysql/query.trigger.js';
import { aRunContext, type FakeResult, runTask } from '../../src/testing/fake-run-context.js';
import { MemoryFiles } from '../../src/testing/memory-files.js';
import { startMariaDb } from '../support/mariadb.js';
import { waitFor } from '../support/wait-for.js';

const TYPE = 'io.kestra.plugin.jdbc.mysql';

const server = await startMariaDb();
const describeHere = server === undefined ? describe.skip : describe;
const connection = { url: `jdbc:mysql://127.0.0.1:${server?.port}/test`, username: 'root' };
afterAll(() => server?.stop());

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

describeHere('Query', () => {
  test('every type has its form in outputs and in files', async () => {
    await run('Query', {
      sql: `create table every (b boolean, i int, big bigint, ub bigint unsigned, de decimal(10, 2), db double, fl float,
          bit1 bit, d date, t time(1), dt datetime(6), ts timestamp(3) null, y year, js json, e enum('a', 'b'),
          s varchar(10), tx text, bin varbinary(10), bl blob, n int);
        insert into every values (true, 1, 9007199254740993, 18446744073709551615, 1.5, 2, 1.5, b'1', '2024-01-31',
          '10:11:12.5', '2024-07-31 10:11:12.345678', '2024-07-31 10:11:12.5', 2024, '{"a": 1}', 'a', 'é"', 'x',
          x'0102', x'0102', null)`,
    });
    const zone = { timeZoneId: 'Europe/Paris' };
    expect(await one('select * from every', zone)).toEqual({
      b: true,
      i: 1,
      big: 9007199254740993n,
      ub: '18446744073709551615',
      de: 1.5,
      db: expect.objectContaining({ value: 2 }),
      fl: 1.5,
      bit1: true,
      d: '2024-01-31',
      t: '10:11:12.500',
      dt: '2024-07-31T10:11:12.345678',
      ts: '2024-07-31T10:11:12.500+02:00',
      y: 2024,
      js: '{"a": 1}',
      e: 'a',
      s: 'é"',
      tx: 'x',
      bin: 'AQI=',
      bl: 'AQI=',
      n: null,
    });
    const storage = new MemoryFiles();
    const sql = 'select de, d, t, dt, ts, bin from every';
    const { output } = await run('Query', { sql, store: true, ...zone }, storage);
    expect(await text(await storage.get(String(output.outputs?.['uri'])))).toBe(
      '{de:1.50,d:LocalDate::"2024-01-31",t:LocalTime::"10:11:12.500",' +
        'dt:LocalDateTime::"2024-07-31T10:11:12.345678",ts:2024-07-31T10:11:12.500+02:00,bin:{{AQI=}}}\n',
    );
  });

  test('more rows than one batch are given in order', async () => {
    const sql =
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 2500) select i from n';
    const before = 'set max_recursive_iterations = 10000; ';
    const { rows } = (await outputs('Query', {
      sql: before + sql,
      fetch: true,
      fetchSize: 10,
    })) as {
      rows: unknown[];
    };
    expect(rows).toEqual(Array.from({ length: 2500 }, (_, index) => ({ i: index + 1 })));
  });

  test('parameters are escaped, question marks in texts are left alone', async () => {
    const sql = "select :n + 1 as n, '?' as question, :s as s, 'it\\'s :n' as literal # :n";
    expect(await one(sql, { parameters: { n: 41, s: "\\'; drop table t" } })).toEqual({
      n: 42,
      question: '?',
      s: "\\'; drop table t",
      literal: "it's :n",
    });
  });

  test('a procedure with a body gives its rows', async () => {
    const sql = `create or replace procedure twice(n int) begin if n > 0 then select n * 2 as m; end if; end; call twice(21);`;
    expect(await one(sql)).toEqual({ m: 42 });
  });

  test('LOAD DATA LOCAL reads the input file and no other', async () => {
    const storage = new MemoryFiles();
    const inputFile = await storage.put('kestra:///company/team/_files/in.csv', '1,a\n2,b\n');
    const sql = `create table loaded (i int, s text);
      load data local infile '{{ inputFile }}' into table loaded fields terminated by ','`;
    await run('Queries', { sql, inputFile }, storage);
    expect(await one('select count(*) as n, max(s) as s from loaded')).toEqual({ n: 2, s: 'b' });
    const other = "load data local infile '/etc/passwd' into table loaded";
    await expect(run('Query', { sql: other, inputFile }, storage)).rejects.toThrow(/inputFile/);
  });

  test.each([
    [{ sql: 'selec 1' }, /error in your SQL syntax[\s\S]*in the statement: selec 1/],
    [{ sql: 'select * from missing' }, /'test\.missing' doesn't exist/],
    [{ sql: 'select 1', url: 'jdbc:postgresql://h/d' }, /must look like jdbc:mysql:\/\/host:3306/],
    [{ sql: 'select 1', url: 'jdbc:mysql://127.0.0.1:1/d' }, /127\.0\.0\.1:1 cannot be reached/],
  ])('%j is a clear failure', async (task, message) => {
    await expect(run('Query', task)).rejects.toThrow(message);
  });

  test('a killed query stops on the server too', async () => {
    const controller = new AbortController();
    const killed = new Error('killed');
    const sql = 'select sleep(600) as the_long_one';
    const running = run('Query', { sql }, undefined, controller.signal);
    const sleeping = async (): Promise<number> => {
      const asked = `select count(*) as n from information_schema.processlist where info like 'select sleep(600)%'`;
      return ((await one(asked)) as { n: number }).n;
    };
    await waitFor(async () => (await sleeping()) === 1);
    controller.abort(killed);
    await expect(running).rejects.toBe(killed);
    await waitFor(async () => (await sleeping()) === 0);
  });
});

describeHere('Queries', () => {
  test('a failure undoes what came before', async () => {
    await run('Query', { sql: 'create table undone (i int) engine = innodb' });
    const sql = "insert into undone values (1); insert into undone values ('x')";
    await expect(run('Queries', { sql })).rejects.toThrow(/Incorrect integer value/);
    expect(await one('select count(*) as n from undone')).toEqual({ n: 0 });
  });
});

describeHere('Batch', () => {
  test('inserts the rows of a file', async () => {
    const storage = new MemoryFiles();
    await run('Query', { sql: 'create table b (id int, `na``me` text, d decimal(5, 2))' });
    const from = await storage.put(
      'kestra:///company/team/_files/rows.ion',
      "{id:1,'na`me':\"it's\",d:1.50}\n{id:2,'na`me':null,d:2e0}\n",
    );
    const { output } = await run('Batch', { from, table: 'b', chunk: 1 }, storage);
    expect(output.outputs).toEqual({ rowCount: 2, updatedCount: 2 });
    expect(await outputs('Query', { sql: 'select * from b', fetch: true })).toMatchObject({
      rows: [
        { id: 1, 'na`me': "it's", d: 1.5 },
        { id: 2, 'na`me': null, d: expect.objectContaining({ value: 2 }) },
      ],
    });
  });
});

describeHere('the trigger', () => {
  test('fires with the rows', async () => {
    const trigger = Object.assign(new MysqlTrigger(), connection, { sql: 'select 1 as x' });
    expect(await trigger.poll(aRunContext({ task: { type: `${TYPE}.Query` } }))).toEqual({
      variables: { rows: [{ x: 1 }], size: 1 },
    });
  });
});
