import { describe, expect, test } from '@jest/globals';
import { runTask } from '../../../testing/fake-run-context.js';
import { MemoryFiles } from '../../../testing/memory-files.js';

const FROM = 'kestra:///in.csv';

async function split(content: string, rule: Record<string, unknown>): Promise<string[]> {
  const storage = new MemoryFiles();
  await storage.put(FROM, content);
  const { output } = await runTask({
    task: { type: 'io.kestra.plugin.core.storage.Split', from: FROM, ...rule },
    services: { storage },
  });
  const uris = output.outputs?.['uris'] as string[];
  expect(uris.every((uri) => uri.endsWith('.csv'))).toBe(true);
  return uris.map((uri) => storage.text(uri) ?? '');
}

describe('Split', () => {
  test('begins a new piece after so many rows and ends every line with the separator', async () => {
    expect(await split('a\nb\r\nc', { rows: 2 })).toEqual(['a\nb\n', 'c\n']);
    expect(await split('a\nb\n', { rows: 1, separator: ';' })).toEqual(['a;', 'b;']);
  });

  test('deals the lines round and round and makes no empty piece', async () => {
    expect(await split('a\nb\nc\n', { partitions: 2 })).toEqual(['a\nc\n', 'b\n']);
    expect(await split('a\n', { partitions: 3 })).toEqual(['a\n']);
  });

  test('ends a piece with the line that reaches the size, where 1 KB is 1024 bytes', async () => {
    expect(await split('aa\nbb\ncc\n', { bytes: 4 })).toEqual(['aa\nbb\n', 'cc\n']);
    const lines = `${'x'.repeat(511)}\n`.repeat(4);
    expect(await split(lines, { bytes: '1KB' })).toHaveLength(2);
  });

  test('prefers bytes to partitions and partitions to rows', async () => {
    expect(await split('a\nb\n', { bytes: '1KB', partitions: 2, rows: 1 })).toHaveLength(1);
    expect(await split('a\nb\n', { partitions: 1, rows: 1 })).toHaveLength(1);
  });

  test('groups lines by the first capture group', async () => {
    const lines = 'x 1\ny 2\nx 3\n';
    expect(await split(lines, { regexPattern: '^(\\w)' })).toEqual(['x 1\nx 3\n', 'y 2\n']);
  });

  test('makes nothing of an empty file', async () => {
    expect(await split('', { rows: 1 })).toEqual([]);
  });

  test('refuses to guess how to cut', async () => {
    await expect(split('a\n', {})).rejects.toThrow(
      'Invalid configuration with no size, count, nor rows',
    );
  });
});
