import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '../support/wait-for.js';
import { Installation, type ServerProcess } from './installation.js';

jest.setTimeout(60_000);

const ROWS = 400_000;
const PIECES = 8;
const LINES = Buffer.from(
  Array.from({ length: ROWS }, (_, row) => `${row},some text of row ${row}\n`).join(''),
);

/** Each works on a large file for a while. */
const FLOWS: Readonly<Record<string, string>> = {
  convert: `
inputs: [{ id: file, type: FILE }]
tasks:
  - { id: work, type: io.kestra.plugin.serdes.csv.CsvToIon, from: "{{ inputs.file }}", header: false }
`,
  extract: `
tasks:
  - id: work
    type: io.kestra.plugin.jdbc.duckdb.Query
    store: true
    sql: SELECT i, 'some text of row ' || i AS text FROM range(${ROWS}) t(i)
`,
  split: `
inputs: [{ id: file, type: FILE }]
tasks:
  - id: work
    type: io.kestra.plugin.core.flow.ForEachItem
    items: "{{ inputs.file }}"
    batch: { partitions: ${PIECES} }
    namespace: chaos
    flowId: piece
    inputs: { file: "{{ taskrun.items }}" }
`,
  piece: `
inputs: [{ id: file, type: FILE }]
tasks: [{ id: work, type: io.kestra.plugin.core.log.Log, message: "{{ inputs.file }}" }]
`,
};

interface Execution {
  readonly state: { readonly current: string };
}

describe('a server that is killed while a task writes a large file', () => {
  let installation: Installation;
  let server: ServerProcess;

  beforeAll(async () => {
    installation = await Installation.standalone();
    server = await installation.start('standalone');
    for (const [id, source] of Object.entries(FLOWS)) {
      const headers = { 'content-type': 'application/x-yaml' };
      await send('POST', '/flows', { headers, body: `id: ${id}\nnamespace: chaos\n${source}` });
    }
  });
  afterAll(async () => installation.remove());

  async function send(method: string, path: string, init: RequestInit = {}): Promise<unknown> {
    const answer = await fetch(`${server.url}/api/v1/main${path}`, { method, ...init });
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.json();
  }

  async function start(flow: string): Promise<string> {
    const body = new FormData();
    if (FLOWS[flow]?.includes('type: FILE') === true) {
      body.append('file', new Blob([LINES]), 'lines.csv');
    }
    return ((await send('POST', `/executions/chaos/${flow}`, { body })) as { id: string }).id;
  }

  const ended = (id: string): Promise<Execution> =>
    waitFor(async () => {
      const execution = (await send('GET', `/executions/${id}`)) as Execution;
      return ['CREATED', 'RUNNING'].includes(execution.state.current) ? undefined : execution;
    }, 30_000);

  /** Files of the folder that are not empty. */
  async function filesIn(folder: string): Promise<string[]> {
    const root = join(installation.directory, folder);
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile());
    const paths = files.map(({ parentPath, name }) => join(parentPath, name));
    const sizes = await Promise.all(
      paths.map((path) =>
        stat(path).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    return paths.filter((_, index) => sizes[index]).map((path) => relative(root, path));
  }

  /** Files in working directories and under names that nobody sees yet. */
  const unfinished = async (): Promise<string[]> => [
    ...(await filesIn('work')),
    ...(await filesIn('storage/.unfinished')),
  ];

  const visible = async (flow: string): Promise<string[]> =>
    (await filesIn(`storage/chaos/${flow}`)).map((path) => basename(path)).sort();

  async function linesOf(flow: string, names: RegExp): Promise<number> {
    const paths = await filesIn(`storage/chaos/${flow}`);
    const contents = paths
      .filter((path) => names.test(basename(path)))
      .map((path) => readFile(join(installation.directory, `storage/chaos/${flow}`, path), 'utf8'));
    return (await Promise.all(contents)).join('').split('\n').length - 1;
  }

  test.each([
    ['convert', ['lines.csv'], ['lines.csv', 'rows.ion']],
    ['extract', [], ['rows.ion']],
    ['split', ['lines.csv'], ['lines.csv', ...pieces(PIECES), 'splits.txt']],
  ])(
    'finishes "%s" after the next start and leaves nothing else',
    async (flow, before, after) => {
      const id = await start(flow);
      await waitFor(async () => (await unfinished()).length > 0);
      await server.kill();
      expect(await unfinished()).not.toEqual([]);
      expect(await visible(flow)).toEqual(before);

      server = await installation.start('standalone');
      const execution = await ended(id);
      expect(execution.state.current).toBe('SUCCESS');
      expect(await visible(flow)).toEqual(after);
      expect(await linesOf(flow, /^(rows|split-)/)).toBe(ROWS);
      await waitFor(async () => (await unfinished()).length === 0);
    },
    30_000,
  );
});

function pieces(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `split-${index}.csv`);
}
