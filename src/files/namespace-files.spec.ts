import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LocalStorage } from '../platform/storage/local-storage.js';
import { NamespaceArchive } from './namespace-archive.js';
import { NamespaceFiles } from './namespace-files.js';
import { NamespaceFlows } from './namespace-flows.js';
import { zipOf } from './zip.js';

class RememberedFlows extends NamespaceFlows {
  readonly saved: string[] = [];

  override save(namespace: string, source: string): Promise<void> {
    this.saved.push(`${namespace}: ${source}`);
    return Promise.resolve();
  }

  override sources(): Promise<{ id: string; source: string }[]> {
    return Promise.resolve([{ id: 'f', source: 'id: f' }]);
  }
}

let directory: string;
let files: NamespaceFiles;
let flows: RememberedFlows;
let archive: NamespaceArchive;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'files-'));
  files = new NamespaceFiles(new LocalStorage(join(directory, 'storage')));
  flows = new RememberedFlows();
  archive = new NamespaceArchive(files, flows);
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const content = async (namespace: string, path: string): Promise<string> =>
  text(await files.get(namespace, path));

describe('files of a namespace', () => {
  test('are listed without folders, and found under the storage path of the namespace', async () => {
    await files.put('a.b', '/x/y.txt', 'hello');
    await files.createDirectory('a.b', '/empty');
    expect(await files.list('a.b')).toEqual(['/x/y.txt']);
    expect(files.uri('a.b', 'x/y.txt')).toBe('kestra:///a/b/_files/x/y.txt');
    expect(await files.children('a.b')).toMatchObject([
      { fileName: 'empty', type: 'Directory' },
      { fileName: 'x' },
    ]);
  });

  test('folders left empty vanish, the root stays', async () => {
    await files.put('ns', '/deep/er/one.txt', '1');
    await files.put('ns', '/deep/two.txt', '2');
    await files.delete('ns', '/deep/er/one.txt');
    expect(await files.exists('ns', '/deep/er')).toBe(false);
    expect(await files.exists('ns', '/deep')).toBe(true);
    await files.delete('ns', '/');
    expect(await files.stat('ns')).toMatchObject({ fileName: '_files', type: 'Directory' });
    expect(await files.list('ns')).toEqual([]);
  });

  test('a folder can be moved, but not into itself or onto another one', async () => {
    await files.put('ns', '/a/x.txt', 'x');
    await files.createDirectory('ns', '/b');
    await expect(files.move('ns', '/a', '/a/c')).rejects.toThrow('cannot be moved');
    await expect(files.move('ns', '/a', '/b')).rejects.toThrow('exists already');
    await expect(files.move('ns', '/nothing', '/c')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await files.move('ns', '/a', '/b/a');
    expect(await files.list('ns')).toEqual(['/b/a/x.txt']);
  });

  test.each(['../../other/_files/x', '/a/../../x', 'a\\..\\..\\x', 'x\0y'])(
    'the path %j is refused',
    async (path) => {
      await expect((async () => files.put('ns', path, 'x'))()).rejects.toMatchObject({
        code: 'ILLEGAL_ARGUMENT',
      });
    },
  );

  test.each(['', '..', 'a..b', 'a._files.b', 'a/b', '.a'])(
    'the namespace %j is refused',
    async (namespace) => {
      await expect((async () => files.list(namespace))()).rejects.toMatchObject({
        code: 'ILLEGAL_ARGUMENT',
      });
    },
  );
});

describe('an archive', () => {
  async function zipFile(...entries: [name: string, content: string][]): Promise<string> {
    const path = join(directory, 'archive.zip');
    const chunks = await zipOf(entries.map(([name, body]) => ({ name, content: body }))).toArray();
    writeFileSync(path, Buffer.concat(chunks as Buffer[]));
    return path;
  }

  test('holds the files and the flows, and gives them back to another namespace', async () => {
    await files.put('ns', '/dir/file.txt', 'in a folder');
    const path = join(directory, 'export.zip');
    writeFileSync(path, Buffer.concat((await (await archive.export('ns')).toArray()) as Buffer[]));
    await archive.import('other', path);
    expect(await content('other', '/dir/file.txt')).toBe('in a folder');
    expect(flows.saved).toEqual(['other: id: f']);
    expect(await files.list('other')).toEqual(['/dir/file.txt']);
  });

  test('with names that lead outside writes nothing there', async () => {
    // yazl refuses to make such a name, so it is patched in afterwards; the length stays.
    const path = await zipFile(['aa/evil.txt', 'x']);
    const { readFileSync } = await import('node:fs');
    writeFileSync(
      path,
      Buffer.from(readFileSync(path, 'latin1').replaceAll('aa/evil', '../evil'), 'latin1'),
    );
    await expect(archive.import('ns', path)).rejects.toThrow('Forbidden path: ../evil.txt');
  });

  test('that is none is refused with a reason', async () => {
    const path = join(directory, 'no.zip');
    writeFileSync(path, 'hello');
    await expect(archive.import('ns', path)).rejects.toThrow('the file is no ZIP archive');
  });
});
