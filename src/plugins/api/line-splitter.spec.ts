import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitLines } from './line-splitter.js';

async function split(chunks: readonly Uint8Array[], longest?: number): Promise<string[]> {
  const source = (async function* () {
    yield* chunks;
  })();
  const lines: string[] = [];
  for await (const batch of splitLines(source, longest)) {
    lines.push(...batch);
  }
  return lines;
}

describe('splitting bytes into lines', () => {
  test('does not break a character that two chunks share', async () => {
    const bytes = Buffer.from('é€😀\nx');
    expect(await split([...bytes].map((byte) => Buffer.from([byte])))).toEqual(['é€😀', 'x']);
  });

  test('takes both kinds of line ends and keeps empty lines', async () => {
    expect(await split([Buffer.from('a\r\n\nb\r'), Buffer.from('\nc')])).toEqual([
      'a',
      '',
      'b',
      'c',
    ]);
  });

  test('cuts long lines', async () => {
    expect(await split([Buffer.from('abcdefg\nh')], 3)).toEqual(['abcdefg', 'h']);
    expect(await split([Buffer.from('abcdefg')], 3)).toEqual(['abc', 'def', 'g']);
  });

  test('keeps a line of the protocol whole, as large as outputs may be', async () => {
    const message = `::{"outputs":{"text":"${'x'.repeat(1_000_000)}"}}::`;
    const bytes = Buffer.from(`${message}\n${'y'.repeat(600_000)}`);
    const chunks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, index) =>
      bytes.subarray(index * 65_536, (index + 1) * 65_536),
    );
    const [first, ...pieces] = await split(chunks);
    expect(first).toBe(message);
    expect(pieces.every((piece) => piece.length <= 256 * 1024)).toBe(true);
    expect(pieces.join('')).toBe('y'.repeat(600_000));
  });

  test('gives the same lines however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.stringMatching(/^[a-zé€]*$/)),
        fc.integer({ min: 1, max: 7 }),
        async (lines, size) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          );
          expect(await split(chunks)).toEqual(lines);
        },
      ),
    );
  });
});
