import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runTask } from '../../../testing/fake-run-context.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'python-packages-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A program `uv` that notes each call and installs a module `wanted`; `then` is what it does halfway. */
async function installer(then = 'true'): Promise<void> {
  const lines = [
    '#!/bin/sh',
    `echo call >> ${folder}/calls`,
    'while [ "$1" != --target ]; do shift; done',
    'mkdir -p "$2"; echo "half = 1" > "$2/wanted.py"',
    then,
    'echo "value = 42" >> "$2/wanted.py"',
  ];
  await writeFile(join(folder, 'uv'), lines.join('\n'), { mode: 0o755 });
}

const run = (properties: object = {}): ReturnType<typeof runTask> =>
  runTask({
    task: {
      type: 'io.kestra.plugin.scripts.python.Script',
      taskRunner: { type: 'io.kestra.plugin.core.runner.Process' },
      env: {
        PATH: `${folder}:${process.env['PATH']}`,
        XDG_CACHE_HOME: join(folder, 'cache'),
      },
      dependencies: ['wanted==1'],
      script: 'import wanted\nprint(wanted.value)',
      ...properties,
    },
  });
const printed = async (properties?: object): Promise<string[]> =>
  (await run(properties)).logs.map(({ message }) => message);
const calls = async (): Promise<number> =>
  (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n').length;

describe('packages of a Python task', () => {
  test('are installed once for ten tasks that begin together', async () => {
    await installer('sleep 0.1');
    const all = await Promise.all(Array.from({ length: 10 }, () => printed()));
    expect(all).toEqual(Array.from({ length: 10 }, () => ['42']));
    expect(await calls()).toBe(1);
  });

  test('are installed anew after an installation that was killed halfway', async () => {
    await installer('kill -9 $PPID; exit 1');
    await expect(run()).rejects.toThrow('exit code 1');
    await installer();
    expect(await printed()).toEqual(['42']);
    const kept = await readdir(join(folder, 'cache/kestra-node/python'));
    expect(kept.filter((name) => name.endsWith('.unfinished'))).toEqual([]);
  });

  test('fail the task when they cannot be installed, and nothing is kept', async () => {
    await installer('exit 3');
    await expect(run({ failFast: false })).rejects.toThrow('exit code 1');
    await installer();
    expect(await printed()).toEqual(['42']);
  });

  test.each([
    ['other packages', { dependencies: ['wanted==2'] }],
    ['a task that wants no cache', { dependencyCacheEnabled: false }],
    ['packages whose text does not say what they hold', { dependencies: ['-r', 'list.txt'] }],
  ])('are not shared with %s', async (_who, properties) => {
    await installer();
    await run();
    expect(await printed(properties)).toEqual(['42']);
    expect(await calls()).toBe(2);
  });
});
