import { describe, expect, test } from '@jest/globals';
import { lineBatches, lineParts } from './byte-lines.js';

async function lines(chunks: readonly string[], longest?: number): Promise<string[]> {
  const found: string[] = [];
  for await (const batch of lineBatches(source(chunks), longest)) {
    found.push(...batch.map(String));
  }
  return found;
}

async function* source(chunks: readonly string[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    yield await Promise.resolve(Buffer.from(chunk));
  }
}

describe('lines of bytes', () => {
  test.each([
    [['a\nb\n'], ['a', 'b']],
    [
      ['a\r', '\nb\r', 'c\r\n', 'd'],
      ['a', 'b\rc', 'd'],
    ],
    [
      ['', 'a', '', 'b\n', '', '\n'],
      ['ab', ''],
    ],
    [
      ['a\n', 'b\r'],
      ['a', 'b'],
    ],
    [[''], []],
  ])('are the same however the file is cut: %j', async (chunks, expected) => {
    expect(await lines(chunks)).toEqual(expected);
  });

  test('come in parts when they are longer than a chunk', async () => {
    const parts: string[] = [];
    for await (const batch of lineParts(source(['aa', 'bb', 'c\nd']))) {
      parts.push(...batch.map(({ bytes, ends }) => `${bytes.toString()}${ends ? '|' : ''}`));
    }
    expect(parts).toEqual(['aa', 'bb', 'c|', 'd', '|']);
  });

  test('say which line is too long', async () => {
    await expect(lines(['a\nbbb', 'bbb\n'], 5)).rejects.toThrow('Line 2 is longer than 5 bytes');
    expect(await lines(['a\nbb', 'bbb\n'], 5)).toEqual(['a', 'bbbbb']);
  });
});
