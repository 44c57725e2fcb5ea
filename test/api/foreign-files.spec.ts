import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import request from 'supertest';
import { stringify } from 'yaml';
import { type RunningServer, startServer } from '../support/server.js';
import { waitFor } from '../support/wait-for.js';

jest.setTimeout(30_000);

interface Run {
  readonly id: string;
  readonly state: { readonly current: string };
  readonly outputs?: Readonly<Record<string, string>>;
  readonly taskRunList: readonly {
    readonly id: string;
    readonly taskId: string;
    readonly outputs?: Readonly<Record<string, unknown>>;
  }[];
}

const CORE = 'io.kestra.plugin.core';
const write = (content: string) => ({ type: `${CORE}.storage.Write`, content, extension: '.txt' });
const read = (uri: string) => ({ type: `${CORE}.debug.Return`, format: `{{ read(${uri}) }}` });
/** Reads as a task, not by an expression. */
const join = (...files: string[]) => ({ type: `${CORE}.storage.Concat`, files });
const call = (flowId: string, inputs = {}) => ({
  type: `${CORE}.flow.Subflow`,
  namespace: 'kin',
  flowId,
  inputs,
});
type Task = Readonly<Record<string, unknown>>;

let server: RunningServer;
const api = (): ReturnType<typeof request> => request(server.url);

beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server.stop());

async function flow(
  id: string,
  tasks: Readonly<Record<string, Task>>,
  more: object = {},
): Promise<void> {
  const list = Object.entries(tasks).map(([taskId, task]) => ({ id: taskId, ...task }));
  const source = stringify({ id, namespace: 'kin', tasks: list, ...more });
  await api().post('/api/v1/flows').type('application/x-yaml').send(source).expect(200);
}

async function run(id: string, inputs: Readonly<Record<string, string>> = {}): Promise<Run> {
  const asked = api().post(`/api/v1/executions/kin/${id}?wait=true`);
  Object.entries(inputs).forEach(([name, value]) => void asked.field(name, value));
  return (await asked.expect(200)).body as Run;
}

async function errorsOf({ id }: Run): Promise<string> {
  const { body } = await api().get(`/api/v1/logs/${id}?minLevel=ERROR`).expect(200);
  return (body as { message: string }[]).map(({ message }) => message).join('\n');
}

const outputOf = ({ taskRunList }: Run, taskId: string, name: string): string =>
  String(taskRunList.find((one) => one.taskId === taskId)?.outputs?.[name]);

const input = (id: string) => ({ inputs: [{ id, type: 'STRING' }] });
const output = (value: string) => ({ outputs: [{ id: 'file', type: 'STRING', value }] });

describe('a file of an execution that has nothing to do with this one', () => {
  let foreign: string;

  beforeAll(async () => {
    await flow('owner', { secret: write('{"secret": 1}') });
    foreign = outputOf(await run('owner'), 'secret', 'uri');
  });

  const uri = '{{ inputs.uri }}';
  const shell = {
    type: 'io.kestra.plugin.scripts.shell.Commands',
    taskRunner: { type: `${CORE}.runner.Process` },
  };
  const duck = { type: 'io.kestra.plugin.jdbc.duckdb.Query', sql: 'select 1' };

  test.each<[string, Task]>([
    ['read', { type: `${CORE}.debug.Return`, format: '{{ read(inputs.uri) }}' }],
    ['file-size', { type: `${CORE}.debug.Return`, format: '{{ fileSize(inputs.uri) }}' }],
    ['size', { type: `${CORE}.storage.Size`, uri }],
    ['concat', join(uri)],
    ['delete', { type: `${CORE}.storage.Delete`, uri }],
    ['split', { type: `${CORE}.storage.Split`, from: uri, rows: 1 }],
    ['reverse', { type: `${CORE}.storage.Reverse`, from: uri }],
    ['filter', { type: `${CORE}.storage.FilterItems`, from: uri, filterCondition: 'true' }],
    ['dedup', { type: `${CORE}.storage.DeduplicateItems`, from: uri, expr: 'x' }],
    ['local-files', { type: `${CORE}.storage.LocalFiles`, inputs: { a: uri } }],
    ['upload', { type: `${CORE}.namespace.UploadFiles`, namespace: 'kin', filesMap: { a: uri } }],
    ['upload-list', { type: `${CORE}.namespace.UploadFiles`, namespace: 'kin', files: [uri] }],
    ['csv', { type: 'io.kestra.plugin.serdes.json.JsonToIon', from: uri }],
    ['script-input', { ...shell, inputFiles: { a: uri }, commands: ['cat a'] }],
    ['script-command', { ...shell, commands: [`cat ${uri}`] }],
    ['script-env', { ...shell, env: { A: uri }, commands: ['cat $A'] }],
    ['duck-input', { ...duck, inputFiles: { a: uri } }],
    ['duck-database', { ...duck, databaseUri: uri }],
    [
      'working-directory',
      {
        type: `${CORE}.flow.WorkingDirectory`,
        inputFiles: { a: uri },
        tasks: [{ id: 'w', ...duck }],
      },
    ],
    [
      'for-each-item',
      { type: `${CORE}.flow.ForEachItem`, items: uri, namespace: 'kin', flowId: 'owner' },
    ],
    [
      'http-form',
      {
        type: `${CORE}.http.Request`,
        uri: 'http://127.0.0.1:1/',
        method: 'POST',
        contentType: 'multipart/form-data',
        formData: { f: uri },
      },
    ],
  ])('is refused to %s', async (name, task) => {
    await flow(`thief-${name}`, { take: task }, input('uri'));
    const thief = await run(`thief-${name}`, { uri: foreign });
    expect(await errorsOf(thief)).toContain("as it didn't belong to the current execution");
    expect(thief.state.current).toBe('FAILED');
  });

  test('is there afterwards', async () => {
    const [, owner = ''] = /executions\/([^/]+)\//.exec(foreign) ?? [];
    await api().get(`/api/v1/executions/${owner}/file`).query({ path: foreign }).expect(200);
  });

  test.each([
    ['file:///etc/passwd', 'is not an internal storage URI'],
    ['/etc/passwd', 'is not an internal storage URI'],
    ['kestra:///kin/../../../../etc/passwd', 'leads out of its folder'],
    ['kestra:///kin/%2e%2e/%2e%2e/etc/passwd', 'leads out of its folder'],
    ['kestra:///kin', "didn't belong to the current execution"],
  ])('nor does %s open anything', async (hostile, reason) => {
    for (const id of ['thief-size', 'thief-concat', 'thief-delete']) {
      expect(await errorsOf(await run(id, { uri: hostile }))).toContain(reason);
    }
  });
});

describe('files that are handed on may be read', () => {
  test('down to subflows of subflows, up from them, and from one subflow to the next', async () => {
    await flow(
      'grandchild',
      { see: join('{{ inputs.uri }}'), say: read('inputs.uri') },
      input('uri'),
    );
    await flow(
      'child',
      { below: call('grandchild', { uri: '{{ inputs.uri }}' }), own: write('of the child') },
      { ...input('uri'), ...output('{{ outputs.own.uri }}') },
    );
    await flow('sibling', { see: join('{{ inputs.uri }}'), say: read('inputs.uri') }, input('uri'));
    await flow('parent', {
      own: write('of the parent'),
      child: call('child', { uri: '{{ outputs.own.uri }}' }),
      sibling: call('sibling', { uri: '{{ outputs.child.outputs.file }}' }),
      see: join('{{ outputs.own.uri }}', '{{ outputs.child.outputs.file }}'),
      say: read('outputs.see.uri'),
    });

    const parent = await run('parent');
    expect(parent.state.current).toBe('SUCCESS');
    expect(outputOf(parent, 'say', 'value')).toBe('of the parentof the child');
  });

  test('by a replay, which keeps the outputs of earlier tasks', async () => {
    await flow('again', { own: write('kept'), see: join('{{ outputs.own.uri }}') });
    const first = await run('again');
    const taskRun = first.taskRunList.find(({ taskId }) => taskId === 'see')?.id;
    const { body } = await api()
      .post(`/api/v1/executions/${first.id}/replay`)
      .query({ taskRunId: taskRun })
      .expect(200);
    await ends((body as Run).id, 'SUCCESS');
  });

  test('by what a Flow trigger starts: files of all executions it heard, and of their subflows', async () => {
    await flow('deep', { own: write('deep') }, output('{{ outputs.own.uri }}'));
    await flow('upstream-1', { sub: call('deep') }, output('{{ outputs.sub.outputs.file }}'));
    await flow(
      'upstream-2',
      { own: write('flat') },
      { outputs: [{ id: 'second', type: 'STRING', value: '{{ outputs.own.uri }}' }] },
    );
    const heard = (flowId: string) => ({ namespace: 'kin', flowId });
    await flow(
      'listener',
      { see: join('{{ trigger.outputs.file }}', '{{ trigger.outputs.second }}') },
      {
        triggers: [
          {
            id: 'both',
            type: `${CORE}.trigger.Flow`,
            preconditions: { id: 'p', flows: [heard('upstream-1'), heard('upstream-2')] },
          },
        ],
      },
    );
    await run('upstream-1');
    await run('upstream-2');
    const found = await waitFor(async () => {
      const { body } = await api().get('/api/v1/executions?namespace=kin&flowId=listener');
      return (body as { results: Run[] }).results[0];
    });
    await ends(found.id, 'SUCCESS');
  });

  test('when the outputs come from the task cache, even after the first execution is gone', async () => {
    await flow('cached', {
      own: { ...write('cached'), taskCache: { enabled: true } },
      say: read('outputs.own.uri'),
    });
    const first = await run('cached');
    await api().delete(`/api/v1/executions/${first.id}`).expect(204);
    const second = await run('cached');
    expect(outputOf(second, 'say', 'value')).toBe('cached');
    expect(outputOf(second, 'own', 'uri')).toContain(second.id);
  });
});

describe('links that a script plants', () => {
  const script = (commands: string[], outputFiles: string[]): Task => ({
    type: 'io.kestra.plugin.scripts.shell.Commands',
    taskRunner: { type: `${CORE}.runner.Process` },
    outputFiles,
    commands,
  });

  test('are refused as output files, with the reason', async () => {
    await flow('planted', { plant: script(['ln -s /etc/passwd stolen.txt'], ['stolen.txt']) });
    const planted = await run('planted');
    expect(planted.state.current).toBe('FAILED');
    expect(await errorsOf(planted)).toContain('"stolen.txt" is a link that leads outside');
  });

  test('are left out with a warning when a pattern only happens to match them', async () => {
    await flow('matched', {
      plant: script(['ln -s /etc/passwd a.txt', 'ln -s /etc folder', 'echo 1 > b.txt'], ['**']),
    });
    const matched = await run('matched');
    expect(matched.state.current).toBe('SUCCESS');
    const [{ outputs } = {}] = matched.taskRunList;
    expect(Object.keys(outputs?.['outputFiles'] as object)).toEqual(['b.txt']);
    const { body } = await api().get(`/api/v1/logs/${matched.id}?minLevel=WARN`);
    expect(JSON.stringify(body)).toContain('is a link that leads outside');
  });

  test('carry no later task of the same directory outside', async () => {
    await flow('shared', {
      directory: {
        type: `${CORE}.flow.WorkingDirectory`,
        tasks: [
          { id: 'plant', ...script(['ln -s /tmp out', 'ln -s /etc/passwd in'], []) },
          {
            id: 'use',
            ...script(['true'], []),
            inputFiles: { 'out/planted.txt': 'x' },
          },
        ],
      },
    });
    const shared = await run('shared');
    expect(shared.state.current).toBe('FAILED');
    expect(await errorsOf(shared)).toContain('leads outside of the working directory');
  });
});

async function ends(id: string, state: string): Promise<void> {
  const ended = await waitFor(async () => {
    const { body } = await api().get(`/api/v1/executions/${id}`).expect(200);
    const { current } = (body as Run).state;
    return ['SUCCESS', 'FAILED', 'WARNING'].includes(current) ? (body as Run) : undefined;
  });
  expect(ended.state.current === state ? state : await errorsOf(ended)).toBe(state);
}
