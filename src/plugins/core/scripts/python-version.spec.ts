import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aRunContext, runTask } from '../../../testing/fake-run-context.js';
import { NESTED_PLUGINS } from '../../../workers/nested-plugins.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'python-version-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A program that says it is of a version, and otherwise prints its name and what it was asked to run. */
async function program(name: string, version: string, at = folder): Promise<void> {
  const path = join(at, name);
  const lines = [
    '#!/bin/sh',
    `case "$*" in *platform*) echo "${version} ${path}" ;; -c*) ;; *) echo "${version} runs $*" ;; esac`,
  ];
  await writeFile(path, lines.join('\n'));
  await chmod(path, 0o755);
}

const task = (properties: Record<string, unknown>) => ({
  type: 'io.kestra.plugin.scripts.python.Commands',
  taskRunner: { type: 'io.kestra.plugin.core.runner.Process' },
  env: { PATH: `${folder}:/usr/bin:/bin` },
  commands: ['python a.py', 'python3 b.py', 'pip list'],
  ...properties,
});
const printed = async (properties: Record<string, unknown>): Promise<string[]> =>
  (await runTask({ task: task(properties) })).logs.map(({ message }) => message);

describe('pythonVersion', () => {
  test.each([
    ['3.42', 'python3.42', '3.42.7'],
    ['3.42.7', 'python3.42', '3.42.7'],
    ['3.42', 'python3', '3.42.0'],
    ['4', 'python', '4.0.1'],
  ])('%s is answered by a program %s of version %s', async (wanted, name, version) => {
    await program(name, version);
    expect(await printed({ pythonVersion: `{{ '${wanted}' }}` })).toEqual([
      `${version} runs a.py`,
      `${version} runs b.py`,
      `${version} runs -m pip list`,
    ]);
  });

  test('runs scripts too', async () => {
    await program('python3.42', '3.42.7');
    const type = 'io.kestra.plugin.scripts.python.Script';
    expect(await printed({ type, pythonVersion: '3.42', script: 'pass' })).toEqual([
      '3.42.7 runs script.py',
    ]);
  });

  test('is asked of uv when the PATH has no such program, and fetched when uv has none', async () => {
    await program('hidden', '3.42.7');
    const uv = [
      '#!/bin/sh',
      `if [ "$2" = install ]; then touch ${folder}/fetched; exit 0; fi`,
      `[ -f ${folder}/fetched ] && echo ${folder}/hidden`,
    ];
    await writeFile(join(folder, 'uv'), uv.join('\n'), { mode: 0o755 });
    expect((await printed({ pythonVersion: '3.42' }))[0]).toBe('3.42.7 runs a.py');
  });

  test('that is not there fails the task with what is', async () => {
    await program('python3.4', '3.4.2');
    await program('python3', '3.41.0');
    await program('python', '3.41.0');
    await program('python3.9', '3.9.1');
    const env = { PATH: `${folder}:${await essentials()}` };
    const ctx = aRunContext({ task: task({ pythonVersion: '3.4.1', env }) });
    await expect(NESTED_PLUGINS.runTask(ctx.task, ctx)).rejects.toThrow('exit code 1');
    const [line] = ctx.logger.take();
    expect(line).toMatchObject({ level: 'ERROR' });
    expect(line?.message).toContain('there is no Python 3.4.1 here');
    for (const found of ['3.4.2', '3.41.0', '3.9.1']) {
      expect(line?.message.split(found)).toHaveLength(2);
    }
  });

  test('that is no version is refused', async () => {
    await expect(printed({ pythonVersion: '3.12; rm -rf x' })).rejects.toThrow(
      'pythonVersion: must be a version such as 3.12',
    );
  });
});

/** A folder with nothing but the programs that a shell script needs. */
async function essentials(): Promise<string> {
  const bin = await mkdtemp(join(folder, 'bin-'));
  await writeFile(join(bin, 'cut'), '#!/bin/sh\nexec /usr/bin/cut "$@"\n', { mode: 0o755 });
  return bin;
}
