import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { NotFoundError } from '../model/errors.js';
import type { InternalStorage } from '../platform/storage/internal-storage.js';

/** What every adapter of internal storage must do. `open` gives an empty storage before each test. */
export function storageContract(name: string, open: () => Promise<InternalStorage>): void {
  describe(`${name} keeps the contract of internal storage`, () => {
    let storage: InternalStorage;
    const paths = async (directory: string, recursive = false): Promise<string[]> =>
      (await storage.list(directory, { recursive })).map(({ path }) => path);

    beforeEach(async () => {
      storage = await open();
    });

    test('stores a stream and gives it back by its URI', async () => {
      const uri = await storage.put('/a/b.txt', Readable.from(['hel', 'lo']));

      expect(uri).toBe('kestra:///a/b.txt');
      expect(await text(await storage.get(uri))).toBe('hello');
      expect(await storage.size('/a/b.txt')).toBe(5);
    });

    test('stores texts, bytes and nothing, and replaces what was there', async () => {
      await storage.put('/f', 'é');
      expect(await storage.read('/f')).toEqual(Buffer.from('é'));
      await storage.put('/f', Buffer.from([0, 255]));
      expect(await storage.read('/f')).toEqual(Buffer.from([0, 255]));
      await storage.put('/f', Readable.from([]));
      expect(await storage.size('/f')).toBe(0);
    });

    test('stores a stream of many megabytes as it is', async () => {
      const piece = Buffer.alloc(1024 * 1024, 'x');
      await storage.put('/big', Readable.from(Array.from({ length: 20 }, () => piece)));

      expect(await storage.size('/big')).toBe(20 * piece.length);
      expect(await text(await storage.get('/big', { start: 20 * piece.length - 2 }))).toBe('xx');
    });

    test('gives the bytes of a range, both ends included', async () => {
      await storage.put('/digits', '0123456789');

      expect(await text(await storage.get('/digits', { start: 2, end: 4 }))).toBe('234');
      expect(await text(await storage.get('/digits', { start: 8 }))).toBe('89');
      expect(await text(await storage.get('/digits', { start: 10 }))).toBe('');
    });

    test.each([1, 12 * 1024 * 1024])(
      'a stream that breaks after %d bytes leaves the old content and no rest',
      async (size) => {
        await storage.put('/a', 'old');
        const broken = Readable.from(
          (async function* () {
            yield Buffer.alloc(size);
            throw new RangeError('broken');
          })(),
        );

        await expect(storage.put('/a', broken)).rejects.toThrow('broken');
        expect((await storage.read('/a')).toString()).toBe('old');
        expect(await paths('/')).toEqual(['/a']);
      },
    );

    test.each(['get', 'read', 'stat', 'size'] as const)(
      '%s of nothing is not found',
      async (verb) => {
        await expect(storage[verb]('/none')).rejects.toThrow(NotFoundError);
      },
    );

    test('a directory has no content', async () => {
      await storage.put('/d/f', '1');

      await expect(storage.get('/d')).rejects.toThrow(NotFoundError);
      await expect(storage.read('/d')).rejects.toThrow(NotFoundError);
    });

    test.each(['/../a', '/a/../../b', 'kestra:///a/..', '/a/..\\b', '/a\0b'])(
      'refuses the path %j',
      async (path) => {
        await expect(storage.put(path, 'x')).rejects.toThrow(/relative '\.\.' path/);
      },
    );

    test('takes names with blanks, signs and letters of all scripts', async () => {
      const path = '/a b/c+d&e=f#g?%20/ü 日.txt';
      await storage.put(path, 'x');

      expect(await paths('/a b', true)).toEqual(['/a b/c+d&e=f#g?%20/', path]);
      await storage.move(path, `${path}2`);
      expect((await storage.read(`${path}2`)).toString()).toBe('x');
    });

    test('tells files, directories and nothing apart', async () => {
      await storage.put('/d/f', '123');

      expect(await storage.stat('/d/f')).toMatchObject({ path: '/d/f', size: 3 });
      expect((await storage.stat('/d/f')).modifiedAt).toBeGreaterThan(0);
      expect((await storage.stat('/d')).path).toBe('/d/');
      expect([await storage.exists('/d'), await storage.exists('/d/')]).toEqual([true, true]);
      expect([await storage.exists('/d/'), await storage.exists('/d/fo')]).toEqual([true, false]);
    });

    test('lists children, or everything below, by path', async () => {
      await storage.put('/d/b', '1');
      await storage.put('/d/a/c', '22');
      await storage.put('/d/a/x/y', '22');
      await storage.put('/dd', '');

      expect(await paths('/d')).toEqual(['/d/a/', '/d/b']);
      expect(await paths('/d/', true)).toEqual(['/d/a/', '/d/a/c', '/d/a/x/', '/d/a/x/y', '/d/b']);
      expect(await paths('/none')).toEqual([]);
      expect(await paths('/')).toEqual(['/d/', '/dd']);
    });

    test('an empty directory exists, is listed and goes', async () => {
      await storage.createDirectory('/d/empty');

      expect(await storage.exists('/d/empty')).toBe(true);
      expect(await paths('/d')).toEqual(['/d/empty/']);
      expect(await paths('/d/empty')).toEqual([]);
      expect(await paths('/', true)).toEqual(['/d/', '/d/empty/']);
      expect(await storage.delete('/d/empty')).toBe(true);
      expect(await storage.exists('/d/empty')).toBe(false);
    });

    test('deletes by prefix what begins so and nothing else', async () => {
      await storage.put('/e/1/x', '');
      await storage.put('/e/1/y/z', '');
      await storage.put('/e/10/x', '');

      expect((await storage.deleteByPrefix('kestra:///e/1/')).sort()).toEqual([
        'kestra:///e/1/x',
        'kestra:///e/1/y/z',
      ]);
      expect(await storage.exists('/e/10/x')).toBe(true);
      expect(await paths('/e')).toEqual(['/e/10/']);
      expect(await storage.deleteByPrefix('/e/1')).toEqual(['kestra:///e/10/x']);
    });

    test('deletes a directory with everything below, and says whether there was something', async () => {
      await storage.put('/f/x', '');
      await storage.put('/f/y/z', '');
      await storage.put('/fo', '');

      expect([await storage.delete('/f'), await storage.delete('/f')]).toEqual([true, false]);
      expect(await paths('/')).toEqual(['/fo']);
    });

    test('moves a file into folders that do not exist yet', async () => {
      await storage.put('/g', 'x');

      expect(await storage.move('/g', '/h/i/j')).toBe('kestra:///h/i/j');
      expect(await storage.exists('/g')).toBe(false);
      expect((await storage.read('/h/i/j')).toString()).toBe('x');
    });

    test('moves a directory with everything below', async () => {
      await storage.put('/g/a', '1');
      await storage.put('/g/b/c', '2');

      await storage.move('/g', '/h');
      expect(await paths('/h', true)).toEqual(['/h/a', '/h/b/', '/h/b/c']);
      expect(await storage.exists('/g')).toBe(false);
      await expect(storage.move('/g', '/x')).rejects.toThrow(NotFoundError);
    });
  });
}
