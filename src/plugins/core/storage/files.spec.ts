import { describe, expect, test } from '@jest/globals';
import { runTask } from '../../../testing/fake-run-context.js';
import { MemoryFiles } from '../../../testing/memory-files.js';

const FILE = 'kestra:///company/team/_files/a.txt';

async function aStorage(): Promise<MemoryFiles> {
  const storage = new MemoryFiles();
  await storage.put(FILE, 'hello');
  return storage;
}

async function outputsOf(
  type: string,
  properties: Record<string, unknown>,
  storage: MemoryFiles,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const task = { type: `io.kestra.plugin.core.storage.${type}`, ...properties };
  return (await runTask({ task, services: { storage } })).output.outputs;
}

describe('files of internal storage', () => {
  test('are joined with the separator after every one, given as a list or as JSON', async () => {
    const storage = await aStorage();
    for (const files of [[FILE, FILE], JSON.stringify([FILE, FILE])]) {
      const more = { files, separator: '\n', extension: '.yml' };
      const uri = String((await outputsOf('Concat', more, storage))?.['uri']);
      expect(uri).toMatch(/\.yml$/);
      expect(storage.text(uri)).toBe('hello\nhello\n');
    }
  });

  test('leave nothing behind when one of the joined is missing', async () => {
    const storage = await aStorage();
    const files = [FILE, 'kestra:///company/team/_files/none.txt'];
    await expect(outputsOf('Concat', { files }, storage)).rejects.toThrow('none.txt');
    expect([...storage.contents.keys()]).toEqual([FILE]);
  });

  test('have a size in bytes; a missing one is an error', async () => {
    const storage = await aStorage();
    await storage.put(FILE, 'é');
    expect(await outputsOf('Size', { uri: FILE }, storage)).toEqual({ size: 2 });
    await expect(
      outputsOf('Size', { uri: 'kestra:///company/team/_files/none' }, storage),
    ).rejects.toThrow('none');
  });

  test('are deleted once; whether a missing one is an error can be said', async () => {
    const storage = await aStorage();
    const remove = (more = {}) => outputsOf('Delete', { uri: FILE, ...more }, storage);
    expect(await remove()).toEqual({ uri: FILE, deleted: true });
    expect(await remove()).toEqual({ uri: FILE, deleted: false });
    await expect(remove({ errorOnMissing: true })).rejects.toThrow(FILE);
  });

  test('are written with the extension that was asked for', async () => {
    const storage = await aStorage();
    const written = { content: '{{ flow.id }}!', extension: '.csv' };
    const uri = String((await outputsOf('Write', written, storage))?.['uri']);
    expect(uri).toMatch(/\.csv$/);
    expect(storage.text(uri)).toBe('flow!');
  });

  test('are exchanged with the working directory', async () => {
    const storage = await aStorage();
    const inputs = { 'in/text.txt': '{{ flow.id }}', 'copy.txt': FILE, 'left.md': 'x' };
    const outputs = await outputsOf('LocalFiles', { inputs, outputs: ['*.txt', 'in/*'] }, storage);
    const uris = outputs?.['uris'] as Record<string, string>;
    expect(Object.entries(uris).map(([name, uri]) => [name, storage.text(uri)])).toEqual([
      ['copy.txt', 'hello'],
      ['in/text.txt', 'flow'],
    ]);
  });

  test('of this execution, and no others, are purged', async () => {
    const storage = await aStorage();
    const own = String((await outputsOf('Write', { content: 'x' }, storage))?.['uri']);
    expect(await outputsOf('PurgeCurrentExecutionFiles', {}, storage)).toEqual({ uris: [own] });
    expect([...storage.contents.keys()]).toEqual([FILE]);
  });
});
