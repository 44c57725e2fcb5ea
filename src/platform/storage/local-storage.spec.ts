import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NotFoundError } from '../../model/errors.js';
import { LocalStorage } from './local-storage.js';

describe('LocalStorage', () => {
  let root = '';
  let storage: LocalStorage;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'storage-'));
    storage = new LocalStorage(root);
  });
  afterEach(() => rm(root, { recursive: true }));

  test('stores a stream and gives it back by its URI', async () => {
    const uri = await storage.put('/a/b.txt', Readable.from(['hel', 'lo']));

    expect(uri).toBe('kestra:///a/b.txt');
    expect(await text(await storage.get(uri))).toBe('hello');
    expect(await storage.size('/a/b.txt')).toBe(5);
  });

  test('gives the bytes of a range, both ends included', async () => {
    await storage.put('/digits', '0123456789');

    expect(await text(await storage.get('/digits', { start: 2, end: 4 }))).toBe('234');
    expect(await text(await storage.get('/digits', { start: 8 }))).toBe('89');
  });

  test('a stream that breaks leaves the old content and no rest', async () => {
    await storage.put('/a', 'old');
    const broken = Readable.from(
      (async function* () {
        yield 'ne';
        throw new Error('broken');
      })(),
    );

    await expect(storage.put('/a', broken)).rejects.toThrow('broken');
    expect((await storage.read('/a')).toString()).toBe('old');
    expect(await readdir(join(root, '.unfinished'))).toEqual([]);
  });

  test.each(['get', 'read', 'stat', 'size'] as const)(
    '%s of nothing is not found',
    async (verb) => {
      await expect(storage[verb]('/none')).rejects.toThrow(NotFoundError);
    },
  );

  test.each(['/../a', '/a/../../b', 'kestra:///a/..', '/a/..\\b', '/a\0b'])(
    'refuses the path %j',
    async (path) => {
      await expect(storage.put(path, 'x')).rejects.toThrow(/relative '\.\.' path/);
    },
  );

  test('lists children, or everything below, by path', async () => {
    await storage.put('/d/b', '1');
    await storage.put('/d/a/c', '22');

    expect((await storage.list('/d')).map(({ path }) => path)).toEqual(['/d/a/', '/d/b']);
    expect((await storage.list('/d', { recursive: true })).map(({ path }) => path)).toEqual([
      '/d/a/',
      '/d/a/c',
      '/d/b',
    ]);
    expect(await storage.list('/none')).toEqual([]);
  });

  test('deletes by prefix what begins so and nothing else', async () => {
    await storage.put('/e/1/x', '');
    await storage.put('/e/10/x', '');

    expect(await storage.deleteByPrefix('/e/1/')).toEqual(['kestra:///e/1/x']);
    expect(await storage.exists('/e/10/x')).toBe(true);
  });

  test('says whether there was something to delete', async () => {
    await storage.put('/f/x', '');

    expect([await storage.delete('/f'), await storage.delete('/f')]).toEqual([true, false]);
  });

  test('moves a file into folders that do not exist yet', async () => {
    await storage.put('/g', 'x');

    expect(await storage.move('/g', '/h/i/j')).toBe('kestra:///h/i/j');
    expect(await storage.exists('/g')).toBe(false);
    expect((await storage.read('/h/i/j')).toString()).toBe('x');
  });
});
