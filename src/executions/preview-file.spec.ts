import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { IllegalArgumentError } from '../model/errors.js';
import { previewFile } from './preview-file.js';

const file =
  (...chunks: (string | Buffer)[]) =>
  () =>
    Promise.resolve(Readable.from(chunks.map((chunk) => Buffer.from(chunk as string))));

describe('previewFile', () => {
  test('shows the first lines with their line feeds and says that there are more', async () => {
    expect(await previewFile('/a/b.md', file('l1\nl', '2\nl3'), 2, 'UTF-8')).toEqual({
      extension: 'md',
      type: 'MARKDOWN',
      content: 'l1\nl2\n',
      maxLine: 2,
      truncated: true,
    });
  });

  test('shows the last line as it is', async () => {
    const shown = await previewFile('/a.txt', file('l1\nl2\n'), 2, 'UTF-8');
    expect([shown.content, shown.truncated]).toEqual(['l1\nl2\n', false]);
  });

  test('reads rows of Ion', async () => {
    const shown = await previewFile('/rows.ion', file('{a:1}\n{a:2}\n{a:3}\n'), 2, 'UTF-8');
    expect([shown.type, shown.content, shown.truncated]).toEqual([
      'LIST',
      [{ a: 1 }, { a: 2 }],
      true,
    ]);
  });

  test('gives pictures as base64', async () => {
    const shown = await previewFile('/p.PNG', file('png'), 2, 'UTF-8');
    expect([shown.type, shown.content]).toEqual(['IMAGE', 'cG5n']);
  });

  test('reads other character sets, split characters included', async () => {
    const latin = await previewFile('/a.txt', file(Buffer.from([0x44, 0xfc])), 5, 'ISO-8859-1');
    const utf8 = await previewFile(
      '/a.txt',
      file(Buffer.from([0xc3]), Buffer.from([0xbc])),
      5,
      'UTF-8',
    );
    expect([latin.content, utf8.content]).toEqual(['Dü', 'ü']);
  });

  test('refuses an unknown character set before it opens the file', async () => {
    const open = () => Promise.reject(new TypeError('opened'));
    await expect(previewFile('/a.txt', open, 5, 'foo')).rejects.toThrow(IllegalArgumentError);
  });
});
