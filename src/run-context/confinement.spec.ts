import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LocalStorage } from '../platform/storage/local-storage.js';
import { aRunContext } from '../testing/fake-run-context.js';
import { TemporaryDirectory } from './temporary-directory.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confinement-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('internal storage as a task sees it', () => {
  const storageOf = () =>
    aRunContext({
      task: { type: 'io.kestra.plugin.core.log.Log' },
      services: { storage: new LocalStorage(folder) },
    }).storage;

  test.each([
    'kestra:///../../etc/passwd',
    'kestra:///company/%2e%2e/%2E%2e/etc/passwd',
    'kestra:///company%2f..%2f..%2fetc/passwd',
    'kestra:///company\\..\\x',
    'kestra:///a\0b',
    'kestra:///a%00b',
    '/etc/passwd',
    'file:///etc/passwd',
  ])('refuses %j', async (uri) => {
    const storage = storageOf();
    for (const use of [storage.get(uri), storage.size(uri), storage.exists(uri)]) {
      await expect(use).rejects.toThrow(/is not an internal storage URI|leads out of its folder/);
    }
    await expect(storage.delete(uri)).rejects.toThrow();
  });

  test('deletes no folder, whoever it belongs to', async () => {
    const storage = storageOf();
    const kept = await storage.put('kept.txt', 'x');
    const own = kept.slice(0, kept.lastIndexOf('/'));
    await expect(storage.delete(own)).rejects.toThrow('only files can be deleted');
    for (const uri of ['kestra:///', 'kestra:///company', 'kestra:////company/./team']) {
      await expect(storage.delete(uri)).rejects.toThrow('Unable to delete');
    }
    expect(await storage.exists(kept)).toBe(true);
  });

  test('knows neither the size of folders nor the unfinished files of others', async () => {
    const storage = storageOf();
    const kept = await storage.put('kept.txt', 'x');
    const own = kept.slice(0, kept.lastIndexOf('/'));
    expect(await storage.exists(own)).toBe(false);
    await expect(storage.size(own)).rejects.toThrow('does not exist');
    await expect(storage.get('kestra:///.unfinished/x')).rejects.toThrow('does not exist');
  });

  test('stores nothing outside of the task run', async () => {
    await expect(storageOf().put('../../stolen.txt', 'x')).rejects.toThrow(
      'leads out of its folder',
    );
  });
});

describe('the working directory', () => {
  test.each(['../out', 'a/../../out', '..\\out', 'a\0b'])('has no %j', async (name) => {
    const directory = new TemporaryDirectory(folder);
    await expect(directory.write(name, 'x')).rejects.toThrow('leads outside');
    await directory.remove();
  });

  test('takes an absolute path as one of its own', async () => {
    const directory = new TemporaryDirectory(folder);
    expect(await directory.write('/etc/passwd', 'x')).toBe(
      join(await directory.path(), 'etc/passwd'),
    );
  });

  test('follows no link that leads outside, for writing or for output files', async () => {
    const directory = new TemporaryDirectory(folder);
    const root = await directory.path();
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await writeFile(join(root, 'real.txt'), 'x');
    await symlink(join(folder, 'secret.txt'), join(root, 'secret.txt'));
    await symlink(folder, join(root, 'elsewhere'));
    await symlink(join(root, 'real.txt'), join(root, 'latest.txt'));
    await symlink(join(folder, 'not-there.txt'), join(root, 'dangling.txt'));
    expect(await directory.find(['**'])).toEqual(['latest.txt', 'real.txt']);
    for (const name of ['secret.txt', 'elsewhere/new.txt', 'dangling.txt']) {
      await expect(directory.write(name, 'x')).rejects.toThrow('leads outside');
    }
  });
});
