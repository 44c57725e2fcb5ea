import { access, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { fakeServices, runTask } from '../../../testing/fake-run-context.js';
import { sweepPythonCache } from './python-cache.js';

// Each run starts Python several times.
jest.setTimeout(30_000);

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

describe('the cache of packages', () => {
  const DAY = 86_400_000;
  const ROOMY = { bytes: 1_000_000, milliseconds: 30 * DAY };
  const cache = (): string => join(folder, 'cache/kestra-node/python');
  const kept = async (): Promise<number> => {
    const names = await readdir(cache());
    expect(names.filter((name) => !/^[0-9a-f]{64}(\.lock)?$/.test(name))).toEqual([]);
    return names.filter((name) => !name.endsWith('.lock')).length;
  };
  const sweep = async (limits: Partial<typeof ROOMY>): Promise<number> => {
    const { processes } = fakeServices();
    const swept = await sweepPythonCache(processes, { ...ROOMY, ...limits }, join(folder, 'cache'));
    return swept.length;
  };
  /** Installs packages that were last asked for so many days ago. */
  async function installed(name: string, days: number): Promise<void> {
    const before = await readdir(cache()).catch((): string[] => []);
    await run({ dependencies: [name] });
    const [lock = ''] = (await readdir(cache())).filter(
      (entry) => entry.endsWith('.lock') && !before.includes(entry),
    );
    const date = new Date(Date.now() - days * DAY);
    await utimes(join(cache(), lock), date, date);
  }

  async function bytes(): Promise<number> {
    const entries = await readdir(cache(), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'));
    const sizes = files.map((entry) => stat(join(entry.parentPath, entry.name)));
    return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
  }

  test('loses what nobody has asked for within the time', async () => {
    await installer();
    await installed('a==1', 31);
    await installed('a==2', 29);
    expect(await sweep({})).toBe(1);
    expect(await kept()).toBe(1);
    expect(await sweep({})).toBe(0);
    await run({ dependencies: ['a==1'] });
    expect(await calls()).toBe(3);
  });

  test('keeps to its size, and loses first what was not asked for the longest', async () => {
    await installer();
    await installed('a==1', 2);
    await installed('a==2', 3);
    await installed('a==3', 1);
    const all = await bytes();
    expect(await sweep({ bytes: all })).toBe(0);
    expect(await sweep({ bytes: all - 1 })).toBe(1);
    // Whoever asks again finds the others still there.
    await run({ dependencies: ['a==1'] });
    await run({ dependencies: ['a==3'] });
    expect(await calls()).toBe(3);
    // What was asked for just now stays for a while, whatever the size.
    expect(await sweep({ bytes: 0 })).toBe(0);
  });

  test('never loses what a task uses, and loses it once the task has ended', async () => {
    await installer();
    await installed('a==1', 40);
    const [started, go] = [join(folder, 'started'), join(folder, 'go')];
    const running = run({
      dependencies: ['a==1'],
      script: `import os, time
open("${started}", "w")
while not os.path.exists("${go}"): time.sleep(0.01)
import wanted
print(wanted.value)`,
    });
    while (
      await access(started).then(
        () => false,
        () => true,
      )
    ) {
      await new Promise(setImmediate);
    }
    const [lock = ''] = (await readdir(cache())).filter((entry) => entry.endsWith('.lock'));
    const long = new Date(Date.now() - 40 * DAY);
    await utimes(join(cache(), lock), long, long);
    expect(await sweep({ bytes: 0 })).toBe(0);
    await writeFile(go, '');
    expect((await running).logs.map(({ message }) => message)).toEqual(['42']);
    expect(await sweep({})).toBe(1);
    expect(await kept()).toBe(0);
  });

  test('that is not there needs no sweep', async () => {
    expect(await sweep({})).toBe(0);
  });
});
