import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import request from 'supertest';
import { stringify } from 'yaml';
import { LocalStorage } from '../../src/platform/storage/local-storage.js';
import { type RunningServer, startServer } from '../support/server.js';

jest.setTimeout(60_000);

const disk = await mountSmallDisk();
const suite = disk === undefined ? describe.skip : describe;

/** A disk of 4 MB of its own; undefined, with a word on the console, where this user may not mount one. */
async function mountSmallDisk(): Promise<string | undefined> {
  const place = await mkdtemp(join(tmpdir(), 'small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', place], { stdio: 'ignore' });
    return place;
  } catch {
    console.warn('disk-full.spec.ts is skipped: only root can mount a small disk');
    await rm(place, { recursive: true });
    return undefined;
  }
}

suite('a full disk', () => {
  const place = disk ?? '';
  const storage = join(place, 'storage');
  const work = join(place, 'work');
  let server: RunningServer;
  const api = (): ReturnType<typeof request> => request(server.url);

  beforeAll(async () => {
    await mkdir(work);
    server = await startServer({
      config: { 'kestra.storage.local.base-path': storage, 'kestra.tasks.tmp-dir.path': work },
    });
  });
  afterAll(async () => {
    await server.stop();
    execFileSync('umount', ['-l', place]);
    await rm(place, { recursive: true });
  });

  async function run(id: string, task: object): Promise<{ state: string; errors: string }> {
    const source = stringify({ id, namespace: 'disk', tasks: [{ id: 'task', ...task }] });
    await api().post('/api/v1/flows').type('application/x-yaml').send(source).expect(200);
    const { body } = await api().post(`/api/v1/executions/disk/${id}?wait=true`).expect(200);
    const execution = body as { id: string; state: { current: string } };
    const logs = await api().get(`/api/v1/logs/${execution.id}?minLevel=ERROR`).expect(200);
    return { state: execution.state.current, errors: JSON.stringify(logs.body) };
  }

  const files = async (root: string): Promise<string[]> =>
    (await readdir(root, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);

  const megabytes = (count: number): string =>
    `{{ range(1, ${count}) | join('${'x'.repeat(2 ** 20)}') }}`;

  test('fails what writes to the storage, names it, and leaves nothing half-written', async () => {
    const written = new LocalStorage(storage).put(
      '/a/big',
      Readable.from(
        (function* () {
          for (let count = 0; count < 64; count++) {
            yield Buffer.alloc(128 * 1024);
          }
        })(),
      ),
    );
    await expect(written).rejects.toThrow(
      `There is no space left in the internal storage ${storage}: nothing was written. Free some, or set kestra.storage.local.base-path`,
    );
    expect(await files(storage)).toEqual([]);
  });

  test('fails a task with that message', async () => {
    const { state, errors } = await run('storage', {
      type: 'io.kestra.plugin.core.storage.Write',
      content: megabytes(8),
    });
    expect(state).toBe('FAILED');
    expect(errors).toContain(`There is no space left in the internal storage ${storage}`);
    expect(await files(storage)).toEqual([]);
  });

  test('of working directories fails the task and is empty again afterwards', async () => {
    const { state, errors } = await run('directory', {
      type: 'io.kestra.plugin.scripts.shell.Commands',
      taskRunner: { type: 'io.kestra.plugin.core.runner.Process' },
      inputFiles: { 'big.txt': megabytes(8) },
      commands: ['wc -c big.txt'],
    });
    expect(state).toBe('FAILED');
    expect(errors).toContain(
      `There is no space left in the folder of the working directories ${work}`,
    );
    expect(errors).toContain('kestra.tasks.tmp-dir.path');
    expect(await files(work)).toEqual([]);
  });

  test('fails a script that fills it, with its own words', async () => {
    const { state, errors } = await run('script', {
      type: 'io.kestra.plugin.scripts.shell.Commands',
      taskRunner: { type: 'io.kestra.plugin.core.runner.Process' },
      commands: ['head -c 8M /dev/zero > big.bin'],
    });
    expect(state).toBe('FAILED');
    expect(errors).toContain('No space left on device');
  });

  test('does not harm the server', async () => {
    await api().get('/health').expect(200);
    const { state } = await run('small', {
      type: 'io.kestra.plugin.core.storage.Write',
      content: 'fits',
    });
    expect(state).toBe('SUCCESS');
  });
});
