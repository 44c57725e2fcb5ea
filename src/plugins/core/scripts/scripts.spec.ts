import { describe, expect, test } from '@jest/globals';
import { aRunContext, runTask } from '../../../testing/fake-run-context.js';
import { MemoryFiles } from '../../../testing/memory-files.js';
import { NESTED_PLUGINS } from '../../../workers/nested-plugins.js';

const PROCESS = { taskRunner: { type: 'io.kestra.plugin.core.runner.Process' } };
const script = (type: string, properties: Record<string, unknown>, storage = new MemoryFiles()) =>
  runTask({
    task: { type: `io.kestra.plugin.scripts.${type}`, ...PROCESS, ...properties },
    services: { storage },
  });
const messages = (result: Awaited<ReturnType<typeof runTask>>): string[] =>
  result.logs.map((line) => line.message);

describe('script tasks', () => {
  test('keep variables and the directory from one command to the next', async () => {
    const result = await script('shell.Commands', {
      beforeCommands: ['x=1'],
      commands: ['mkdir d', 'cd d', 'echo $x $(basename $PWD) {{ flow.id }} ${WORKING_DIR##*/}'],
    });
    expect(messages(result)[0]).toMatch(/^1 d flow run-/);
  });

  test('refuse a command that YAML has made a map of', async () => {
    await expect(
      script('shell.Commands', { commands: ['true', { 'echo a': 'b' }] }),
    ).rejects.toThrow('commands: must be texts, but received `{"echo a":"b"}`');
  });

  test('stop at the first failing command only with failFast', async () => {
    await expect(script('shell.Commands', { commands: ['false', 'echo never'] })).rejects.toThrow(
      'exit code 1',
    );
    expect(
      messages(await script('shell.Commands', { failFast: false, commands: ['false', 'echo on'] })),
    ).toEqual(['on']);
  });

  test('replace storage URIs by local files', async () => {
    const storage = new MemoryFiles();
    storage.contents.set('kestra:///company/team/_files/a/in.txt', Buffer.from('inside'));
    const result = await script(
      'shell.Script',
      {
        script: 'cat kestra:///company/team/_files/a/in.txt && cat "$FILE"',
        env: { FILE: 'kestra:///company/team/_files/a/in.txt' },
      },
      storage,
    );
    expect(messages(result)).toEqual(['insideinside']);
  });

  test('keep files of one name apart when several commands name them', async () => {
    const storage = new MemoryFiles();
    const [one, two] = ['a/in.txt', 'b/in.txt'].map((path) => {
      const uri = `kestra:///company/team/_files/${path}`;
      storage.contents.set(uri, Buffer.from(`${path}\n`));
      return uri;
    });
    const commands = [`cat ${one}`, `cat ${two} ${one}`];
    const result = await script('shell.Commands', { commands }, storage);
    expect(messages(result)).toEqual(['a/in.txt', 'b/in.txt', 'a/in.txt']);
  });

  test('keep files of any name, by URIs that later commands understand', async () => {
    const storage = new MemoryFiles();
    const names = ['sp ace.txt', 'per%20cent.txt', 'ü"q.txt', 'empty'];
    const { output } = await script(
      'python.Commands',
      {
        inputFiles: Object.fromEntries(names.map((name) => [name, name === 'empty' ? '' : name])),
        outputFiles: ['**'],
        commands: ['true'],
      },
      storage,
    );
    const files = output.outputs?.['outputFiles'] as Record<string, string>;
    expect(Object.keys(files).sort()).toEqual([...names].sort());
    const { logs } = await script(
      'shell.Commands',
      { commands: names.map((name) => `cat ${files[name]}; echo`) },
      storage,
    );
    expect(logs.map(({ message }) => message)).toEqual(
      names.map((name) => (name === 'empty' ? '' : name)),
    );
  });

  test('keep every file of the output directory', async () => {
    const storage = new MemoryFiles();
    const { output } = await script(
      'shell.Commands',
      {
        outputDirectory: true,
        commands: [
          'echo 1 > {{ outputDir }}/a.txt',
          'mkdir $OUTPUT_DIR/b',
          'echo 2 > $OUTPUT_DIR/b/c.txt',
        ],
      },
      storage,
    );
    const files = output.outputs?.['outputFiles'] as Record<string, string>;
    expect(Object.keys(files).sort()).toEqual(['a.txt', 'b/c.txt']);
    expect(storage.text(files['b/c.txt'] ?? '')).toBe('2\n');
  });

  test('speak the protocol on both streams', async () => {
    const result = await script('shell.Commands', {
      commands: [
        `echo '::{"outputs":{"a":1,"b":[1.0]},"metrics":[{"name":"m","type":"timer","value":1.5,"tags":{"t":1}}]}::'`,
        `echo '::{"outputs":{"a":2},"logs":[{"level":"warn","message":"careful"}]}::' >&2`,
        `echo '::{not json}::'`,
        `echo '::{"outputs":"no map"}::'`,
        `echo ' ::{"outputs":{"a":3}}::'`,
      ],
    });
    expect(result.output.outputs?.['vars']).toMatchObject({ a: 2 });
    expect(result.metrics).toMatchObject([
      { name: 'm', type: 'timer', value: 1500, tags: { t: '1' } },
    ]);
    const lines = result.logs.map(({ level, message }) => `${level} ${message}`);
    expect(lines).toContain('WARN careful');
    expect(lines).toContain('INFO  ::{"outputs":{"a":3}}::');
    expect(lines.filter((line) => line.startsWith('WARN Invalid outputs'))).toHaveLength(2);
  });

  test.each([
    ['a line on the standard error', 'echo careful >&2'],
    ['a line of the protocol there', `echo '::{"outputs":{}}::' >&2`],
  ])('end with a warning for %s only when the flow says so', async (_what, command) => {
    const commands = [command];
    const state = async (properties: Record<string, unknown>): Promise<unknown> =>
      (await script('shell.Commands', { commands, ...properties })).output.state;
    expect(await state({})).toBeUndefined();
    expect(await state({ warningOnStdErr: false })).toBeUndefined();
    expect(await state({ warningOnStdErr: true })).toBe('WARNING');
    expect(await state({ warningOnStdErr: '{{ 1 == 1 }}' })).toBe('WARNING');
    expect(await state({ warningOnStdErr: true, commands: ['echo fine'] })).toBeUndefined();
    const failing = script('shell.Commands', {
      warningOnStdErr: true,
      commands: [command, 'exit 2'],
    });
    await expect(failing).rejects.toThrow('exit code 2');
  });

  test('run programs of other languages', async () => {
    const node = await script('node.Script', { script: 'console.log(`n ${1 + 1} {{ flow.id }}`)' });
    expect(messages(node)).toEqual(['n 2 flow']);
    const python = await script('python.Script', {
      script:
        'from kestra import Kestra\nKestra.outputs({"x": 2})\nKestra.counter("c", 1)\nprint("{{ flow.id }}")',
    });
    expect(python.output.outputs).toMatchObject({ exitCode: 0, vars: { x: 2 } });
    expect(messages(python)).toEqual(['flow']);
  });

  test('understand JSON in a Python script, whatever it imports from the future', async () => {
    const { logs } = await script('python.Script', {
      script: `from __future__ import (
  annotations,
)
from __future__ import division
print({{ {'a': [true, false, null]} }})`,
    });
    expect(logs.map(({ message }) => message)).toEqual(["{'a': [True, False, None]}"]);
  });

  test('measure functions with the Kestra module of their own', async () => {
    const { metrics } = await script('python.Script', {
      script: `import time
from kestra import Kestra
Kestra.timer("work", lambda: time.sleep(0.02))
Kestra.gauge("load", 0.5)`,
    });
    const [work, load] = metrics;
    expect(work).toMatchObject({ name: 'work', type: 'timer' });
    expect(work?.value).toBeGreaterThanOrEqual(20);
    expect(load).toMatchObject({ name: 'load', type: 'gauge', value: 0.5 });
  });

  test('say what to do when a program is missing', async () => {
    const task = {
      type: 'io.kestra.plugin.scripts.shell.Commands',
      ...PROCESS,
      commands: ['no-such-program'],
    };
    const ctx = aRunContext({ task });
    await expect(NESTED_PLUGINS.runTask(ctx.task, ctx)).rejects.toThrow('exit code 127');
    const lines = ctx.logger.take().map(({ message }) => message);
    expect(lines.at(0)).toContain('no-such-program');
    expect(lines.at(-1)).toContain('install it on the worker');
  });

  test('are told which package brings the rest of the Kestra module', async () => {
    const run = async (line: string): Promise<string> => {
      const task = { type: 'io.kestra.plugin.scripts.python.Script', ...PROCESS, script: line };
      const ctx = aRunContext({ task });
      await expect(NESTED_PLUGINS.runTask(ctx.task, ctx)).rejects.toThrow('exit code 1');
      return ctx.logger.take().at(-1)?.message ?? '';
    };
    expect(await run('from kestra import Flow')).toContain('dependencies: [kestra]');
    expect(await run('from kestra import Kestra\nKestra.read("x")')).toContain(
      'dependencies: [kestra]',
    );
  });

  test('accept the old way to choose a runner', async () => {
    const { taskRunner: _, ...old } = { ...PROCESS, runner: 'PROCESS' };
    const result = await runTask({
      task: {
        type: 'io.kestra.plugin.scripts.shell.Commands',
        ...old,
        commands: ['echo x > $OUTPUT_DIR/f'],
      },
    });
    expect(result.output.outputs?.['outputFiles']).toMatchObject({
      f: expect.stringContaining('kestra://'),
    });
  });
});
