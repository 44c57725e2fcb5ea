import { describe, expect, test } from '@jest/globals';
import { runTask } from '../../../testing/fake-run-context.js';
import { MemoryFiles } from '../../../testing/memory-files.js';

const FROM = 'kestra:///company/team/_files/in.csv';

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

  test('makes one piece of a file smaller than a batch, and none of an empty file', async () => {
    for (const rule of [{ rows: 1_000 }, { bytes: '10MB' }]) {
      expect(await split('a\nb', rule)).toEqual(['a\nb\n']);
      expect(await split('', rule)).toEqual([]);
    }
  });

  test('keeps a line of 100 MB whole', async () => {
    const line = 'x'.repeat(100 * 1024 * 1024);
    expect((await split(`a\n${line}\nb\n`, { rows: 1 })).map(({ length }) => length)).toEqual([
      2,
      line.length + 1,
      2,
    ]);
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

  test('keeps all lines of more pieces than files may be open, in order', async () => {
    const count = 30_000;
    const pieces = await split('x\n'.repeat(count), { rows: 1 });
    expect(pieces).toHaveLength(count);
    expect(new Set(pieces)).toEqual(new Set(['x\n']));
  });

  test('puts groups aside that do not fit into memory and loses no line of them', async () => {
    const line = 'y'.repeat(1023);
    const pieces = await split(`${line}\n`.repeat(20_000), { partitions: 3 });
    expect(pieces.map((piece) => piece.length)).toEqual([6667 * 1024, 6667 * 1024, 6666 * 1024]);
  });

  test('passes a line through that is longer than a chunk', async () => {
    const long = 'z'.repeat(3_000_000);
    expect(await split(`${long}\na\n`, { rows: 1 })).toEqual([`${long}\n`, 'a\n']);
  });

  test.each([
    [{ rows: 0 }, 'rows: must be at least 1'],
    [{ partitions: 0 }, 'partitions: must be at least 1'],
    [{ bytes: 'ten' }, 'bytes: must be a number or a size such as 10MB'],
    [{ regexPattern: '(' }, 'is not a regular expression'],
    [{ regexPattern: 'a' }, 'needs a capture group'],
  ])('refuses %j', async (rule, message) => {
    await expect(split('a\n', rule)).rejects.toThrow(message);
  });

  test('takes linear time for a pattern that would keep another matcher busy for ever', async () => {
    const line = 'a'.repeat(5_000);
    expect(await split(`${line}!\n`, { regexPattern: '^((a+)+)$' })).toEqual([]);
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
