import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { resumedDownload } from './resumed-download.js';

const CONTENT = 'abcdefgh';

/** Bodies of connections that each bring so many bytes and break then. */
function breaking(bytes: number): { open: (from: number) => Promise<Readable>; asked: number[] } {
  const asked: number[] = [];
  const open = (from: number): Promise<Readable> => {
    asked.push(from);
    const body = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(CONTENT.slice(from, from + bytes));
      if (from + bytes < CONTENT.length) {
        throw new Error('aborted');
      }
    };
    return Promise.resolve(Readable.from(body()));
  };
  return { open, asked };
}

describe('a download whose connection breaks', () => {
  test('goes on behind the last byte that came', async () => {
    const { open, asked } = breaking(3);
    const bytes = resumedDownload(await open(2), 2, open);

    expect(await text(Readable.from(bytes))).toBe('cdefgh');
    expect(asked).toEqual([2, 5]);
  });

  test('fails when a new connection brings nothing', async () => {
    const { open } = breaking(0);
    await expect(text(Readable.from(resumedDownload(await open(0), 0, open)))).rejects.toThrow(
      'broke off a download at byte 0 (Error: aborted)',
    );
  });
});
