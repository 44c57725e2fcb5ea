import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { pythonWith } from '../support/python-environment.js';
import { type RunningServer, startServer } from '../support/server.js';

// The first run installs the package.
jest.setTimeout(120_000);

/** Prints the rows that Kestra's own Python package reads from a file, dates and infinities as text. */
const READ = `
import json, sys
from kestra import Kestra
print(json.dumps(Kestra.read(sys.argv[1]), default=lambda value: value.isoformat()))
`;

const FLOW = `
id: rows
namespace: python
tasks:
  - id: queried
    type: io.kestra.plugin.jdbc.duckdb.Query
    store: true
    sql: |
      SELECT 9007199254740993::BIGINT AS big, 1.5::DOUBLE AS d, -1e300::DOUBLE AS far, 12.340::DECIMAL(10,3) AS price,
        true AS b, NULL AS nothing, DATE '2024-02-29' AS day, TIMESTAMP '2024-02-29 10:11:12.123456' AS at,
        'a"b''c\\ ' || chr(10) || chr(1) || '😀 €' AS text, [1, NULL] AS list, {'a': 1, 'b c': 'x'} AS struct,
        'caf\\xC3\\xA9'::BLOB AS bytes, 1 AS "null", 2 AS "with space"
  - id: table
    type: io.kestra.plugin.core.storage.Write
    extension: .csv
    content: "a,b\\n1,\\"two\\nlines\\"\\n2,\\n"
  - id: converted
    type: io.kestra.plugin.serdes.csv.CsvToIon
    from: "{{ outputs.table.uri }}"
  - id: document
    type: io.kestra.plugin.core.storage.Write
    extension: .json
    content: '{"a":{"b":[1,2.50,null,true]}}'
  - id: parsed
    type: io.kestra.plugin.serdes.json.JsonToIon
    from: "{{ outputs.document.uri }}"
`;

const python = await pythonWith('kestra', '2.0.0');
const describeHere = python === undefined ? describe.skip : describe;

describeHere("Kestra's own Python package", () => {
  let server: RunningServer;
  let directory: string;
  let files: Readonly<Record<string, string>>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kestra-python-'));
    server = await startServer();
    files = await storedFiles();
  });
  afterAll(async () => {
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const send = async (method: string, path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(`${server.url}/api/v1${path}`, { method, ...init });
    expect([path, answer.status]).toEqual([path, 200]);
    return answer;
  };

  /** What the tasks of the flow stored, by task, as local files. */
  async function storedFiles(): Promise<Readonly<Record<string, string>>> {
    const headers = { 'content-type': 'application/x-yaml' };
    await send('POST', '/flows', { headers, body: FLOW });
    const answer = await send('POST', '/executions/trigger/python/rows?wait=true');
    const { id, taskRunList } = (await answer.json()) as {
      readonly id: string;
      readonly taskRunList: readonly { taskId: string; outputs: { uri: string } }[];
    };
    const stored = taskRunList.map(async ({ taskId, outputs: { uri } }) => {
      const content = await send('GET', `/executions/${id}/file?path=${encodeURIComponent(uri)}`);
      const path = join(directory, taskId);
      await writeFile(path, await content.text());
      return [taskId, path] as const;
    });
    return Object.fromEntries(await Promise.all(stored));
  }

  const read = (task: string): unknown =>
    JSON.parse(execFileSync(python ?? '', ['-c', READ, files[task] ?? ''], { encoding: 'utf8' }));

  test('reads the rows of a query', () => {
    expect(read('queried')).toEqual([
      {
        big: Number('9007199254740993'),
        d: 1.5,
        far: -1e300,
        price: 12.34,
        b: true,
        nothing: null,
        day: '2024-02-29',
        at: '2024-02-29T10:11:12.123456+00:00',
        text: 'a"b\'c\\ \n\u0001😀 €',
        list: [1, null],
        struct: { a: 1, 'b c': 'x' },
        bytes: 'café',
        null: 1,
        'with space': 2,
      },
    ]);
  });

  test('reads the rows of converted files', () => {
    expect(read('converted')).toEqual([
      { a: '1', b: 'two\nlines' },
      { a: '2', b: '' },
    ]);
    expect(read('parsed')).toEqual([{ a: { b: [1, 2.5, null, true] } }]);
  });
});
