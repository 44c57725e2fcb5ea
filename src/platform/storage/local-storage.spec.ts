import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, test } from '@jest/globals';
import { storageContract } from '../../testing/storage-contract.js';
import { LocalStorage } from './local-storage.js';

const roots: string[] = [];

async function newRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'storage-'));
  roots.push(root);
  return root;
}

afterAll(() => Promise.all(roots.map((root) => rm(root, { recursive: true }))));

storageContract('LocalStorage', async () => new LocalStorage(await newRoot()));

test('an unfinished file is removed when its source breaks', async () => {
  const root = await newRoot();
  const broken = Readable.from(
    (async function* () {
      yield 'ne';
      throw new RangeError('broken');
    })(),
  );

  await expect(new LocalStorage(root).put('/a', broken)).rejects.toThrow('broken');
  expect(await readdir(join(root, '.unfinished'), { recursive: true })).toEqual([
    expect.stringMatching(/^kestra-process-[^/]+$/),
  ]);
});
