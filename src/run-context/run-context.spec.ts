import { describe, expect, test } from '@jest/globals';
import { newState } from '../model/state.js';
import { Encryption } from '../platform/encryption/encryption.js';
import {
  aFlow,
  anExecution,
  aRunContext,
  aTaskRun,
  fakeServices,
} from '../testing/fake-run-context.js';
import { MemoryFiles } from '../testing/memory-files.js';
import { executionVariables } from './execution-variables.js';
import { labelTree } from './label-tree.js';
import { SecretMask } from './secret-mask.js';
import { TaskLog } from './task-log.js';
import { TemporaryDirectory } from './temporary-directory.js';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RETURN = { type: 'io.kestra.plugin.core.debug.Return' };

describe('the variables of an execution', () => {
  const scope = {
    flow: aFlow({ variables: { a: 1 } }),
    execution: anExecution({
      labels: [
        { key: 'env', value: 'prod' },
        { key: 'system.correlationId', value: 'c' },
      ],
      trigger: { id: 't', type: 'x', variables: { date: 'd' } },
      variables: { a: 1, schedule: { date: 'd' }, b: 2 },
    }),
    taskRun: aTaskRun('task', { id: 'run', value: 'v', iteration: 2 }),
    task: { id: 'task', type: 'some.Type', secretProperty: 'x' },
    attempt: 3,
    parents: [{ taskrun: { value: 'outer' } }],
    outputs: { other: { value: 1 } },
    tasks: {},
  };
  const variables = executionVariables(scope, { envs: { x: 'y' }, globals: {} }, { extra: true });

  test('are those of the specification', () => {
    expect(variables.get('flow')).toEqual({
      id: 'flow',
      namespace: 'company.team',
      revision: 1,
      tenantId: 'main',
    });
    expect(variables.get('task')).toEqual({ id: 'task', type: 'some.Type' });
    expect(variables.get('taskrun')).toMatchObject({
      id: 'run',
      attemptsCount: 2,
      value: 'v',
      iteration: 2,
    });
    expect(variables.get('parent')).toEqual({ taskrun: { value: 'outer' } });
    expect(variables.get('trigger')).toEqual({ date: 'd' });
    expect(variables.get('schedule')).toEqual({ date: 'd' });
    expect(variables.get('vars')).toMatchObject({ a: 1, b: 2 });
    expect(variables.get('b')).toBe(2);
    expect(variables.get('a')).toBeUndefined();
    expect(variables.get('labels')).toEqual({ env: 'prod', system: { correlationId: 'c' } });
    expect(variables.get('extra')).toBe(true);
  });

  test('are not there when there is nothing', () => {
    expect(variables.get('inputs')).toBeUndefined();
    expect([...variables.keys()]).not.toContain('inputs');
    expect(variables.get('constructor')).toBeUndefined();
  });

  test('share the outputs with their owner instead of copying them', () => {
    expect(variables.get('outputs')).toBe(scope.outputs);
  });
});

test('of labels with equal keys the first wins', () => {
  const labels = [
    { key: 'a', value: '1' },
    { key: 'a', value: '2' },
    { key: 'a.b', value: '3' },
    { key: '__proto__.x', value: '4' },
  ];
  expect(labelTree(labels)['a']).toBe('1');
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

describe('encrypted values', () => {
  const encryption = new Encryption(Buffer.alloc(32, 7).toString('base64'));
  const ctx = aRunContext({
    task: { ...RETURN, encryptBody: true },
    flow: { inputs: [{ id: 'password', type: 'SECRET' }] },
    execution: { inputs: { password: encryption.encryptedString('hidden!!!') } },
    outputs: {
      request: {
        encryptedBody: encryption.encryptedString('body'),
        list: [encryption.encryptedString('x')],
      },
    },
  });

  test('are read in plain by expressions, wherever they stand', async () => {
    expect(
      await ctx.render(
        '{{ inputs.password }} {{ outputs.request.encryptedBody }} {{ outputs.request.list }}',
      ),
    ).toBe('hidden!!! body ["x"]');
  });

  test('are hidden from the log once they were read', async () => {
    ctx.logger.info(await ctx.render('it is {{ inputs.password }}'));
    expect(ctx.logger.take().map((line) => line.message)).toEqual(['it is **masked*']);
  });
});

describe('functions of expressions', () => {
  const storage = new MemoryFiles();
  const own = 'kestra:///company/team/flow/executions/execution/tasks/a/b/f.txt';
  const callers = 'kestra:///company/other/caller/executions/parent/tasks/a/b/f.txt';
  const foreign = 'kestra:///company/team/flow/executions/another/f.txt';
  [own, callers, foreign].forEach((uri) => storage.contents.set(uri, Buffer.from('content')));
  const ctx = aRunContext({
    task: RETURN,
    execution: {
      state: newState('2026-01-01T00:00:00Z', 'RUNNING'),
      trigger: {
        id: 't',
        type: 'x',
        variables: { executionId: 'parent', namespace: 'company.other', flowId: 'caller' },
      },
    },
    services: {
      storage,
      settings: { ...fakeServices().settings, secrets: new Map([['KEY', 'secret value']]) },
    },
  });

  test('read files of this execution and of the one that started it, no others', async () => {
    expect(await ctx.render(`{{ read('${own}') }} {{ fileSize('${callers}') }}`)).toBe('content 7');
    await expect(async () => ctx.render(`{{ read('${foreign}') }}`)).rejects.toThrow(
      "as it didn't belong to the current execution",
    );
    await expect(async () =>
      ctx.render(`{{ read('${own}/../../../../../another/f.txt') }}`),
    ).rejects.toThrow();
  });

  test('give secrets by name in any case and hide them from the log', async () => {
    ctx.logger.info(await ctx.render("a {{ secret('key') }} b"));
    expect(ctx.logger.take()[0]?.message).toBe('a **masked**** b');
    await expect(async () => ctx.render("{{ secret('nothing') }}")).rejects.toThrow(
      'SECRET_NOTHING',
    );
  });

  test('read the key-value store and namespace files', async () => {
    await ctx.kv().put('k', { a: 1 });
    await ctx.namespaceFiles().put('/dir/f.txt', 'text');
    expect(
      await ctx.render("{{ kv('k').a }} {{ read('dir/f.txt') }} {{ fileURI('/dir/f.txt') }}"),
    ).toBe('1 text kestra:///company/team/_files/dir/f.txt');
  });

  test("kv() looks into the parents of the flow's own namespace, nearest first, not of another", async () => {
    await ctx.kv('company').put('inherited', 'far');
    expect(await ctx.render("{{ kv('inherited') }}")).toBe('far');
    await ctx.kv('company.team').put('inherited', 'near');
    expect(await ctx.render("{{ kv('inherited') }}")).toBe('near');
    expect(await ctx.render("{{ kv('inherited', 'company.other') ?? 'none' }}")).toBe('none');
    await expect(async () => ctx.render("{{ kv('no', errorOnMissing=true) }}")).rejects.toThrow(
      "The key 'no' does not exist in the namespace 'company.team'",
    );
  });
});

describe('the log of an attempt', () => {
  const origin = { namespace: 'n', flowId: 'f' };

  test('leaves out lower levels', () => {
    const log = new TaskLog(origin, new SecretMask(), 'WARN');
    log.info('no');
    log.warn('yes');
    expect(log.take().map(({ level, message }) => [level, message])).toEqual([['WARN', 'yes']]);
  });

  test('cuts long messages into pieces one millisecond apart', () => {
    const log = new TaskLog(origin, new SecretMask(), 'TRACE', () => 0);
    log.info('x'.repeat(10_241));
    log.info('');
    expect(log.take().map(({ timestamp, message }) => [timestamp, message.length])).toEqual([
      ['1970-01-01T00:00:00.000Z', 10_240],
      ['1970-01-01T00:00:00.001Z', 1],
      ['1970-01-01T00:00:00.001Z', 0],
    ]);
  });

  test('makes a fast producer wait until somebody takes the lines', async () => {
    const log = new TaskLog(origin, new SecretMask());
    expect(log.drained()).toBeUndefined();
    for (let i = 0; i < 2000; i++) {
      log.info('x');
    }
    const drained = log.drained();
    expect(drained).toBeInstanceOf(Promise);
    log.take();
    await drained;
    expect(log.drained()).toBeUndefined();
  });

  test('hides a secret that contains another one as a whole', () => {
    const mask = new SecretMask();
    mask.add('pass');
    mask.add('password');
    expect(mask.apply('my password')).toBe('my ********');
  });
});

describe('a secret', () => {
  test('is hidden where it is part of JSON, and line by line', () => {
    const mask = new SecretMask();
    mask.add('{"a": 1}\r\nsecond');
    expect(mask.apply(JSON.stringify(['{"a": 1}\r\nsecond']))).toBe('["**masked************"]');
    expect(mask.apply('{"a": 1} and second')).toBe('******** and ******');
  });
});

describe('a working directory', () => {
  test.each(['../outside', 'a/../../outside', '..\\outside', 'nul\0'])(
    'refuses %j',
    async (name) => {
      const directory = new TemporaryDirectory(join(tmpdir(), 'run-context-spec'));
      await expect(directory.write(name, 'x')).rejects.toThrow('leads outside');
      await directory.remove();
    },
  );

  test('takes an absolute name for one inside', async () => {
    const directory = new TemporaryDirectory(join(tmpdir(), 'run-context-spec'));
    expect(await directory.write('/etc/passwd', 'x')).toBe(
      join(await directory.path(), 'etc/passwd'),
    );
    expect(await directory.find(['passwd'])).toEqual(['etc/passwd']);
    await directory.remove();
  });
});
