import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ByteRange } from '../../platform/storage/internal-storage.js';
import { LocalStorage } from '../../platform/storage/local-storage.js';
import { SplitLines } from './split-lines.js';

/** Counts what is read. */
class CountingStorage extends LocalStorage {
  bytesRead = 0;

  override async get(path: string, range?: ByteRange): ReturnType<LocalStorage['get']> {
    const content = await super.get(path, range);
    return content.on('data', (part: Buffer) => (this.bytesRead += part.length));
  }
}

async function linesOf(
  splits: SplitLines,
  uri: string,
  from: number,
  count: number,
): Promise<string[]> {
  const found: string[] = [];
  for await (const { number, line } of splits.read(uri, from, count)) {
    expect(number).toBe(from + found.length);
    found.push(line);
  }
  return found;
}

describe('the lines of a split file', () => {
  let root: string;
  let storage: CountingStorage;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'splits-'));
    storage = new CountingStorage(root);
  });
  afterAll(() => rm(root, { recursive: true }));

  test('are those asked for, in whatever order and however long they are', async () => {
    const lengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constant(70_000)));
    const questions = fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 0, max: 30 })));
    await fc.assert(
      fc.asyncProperty(lengths, questions, fc.boolean(), async (sizes, asked, isClosed) => {
        const lines = sizes.map((size, index) => String(index % 10).repeat(size));
        const text = lines.join('\n') + (isClosed && lines.length > 0 ? '\n' : '');
        const uri = await storage.put('/splits.txt', text);
        const splits = new SplitLines(storage);
        expect(await splits.count(uri)).toBe(lines.length);
        for (const [from, count] of asked) {
          const found = await linesOf(splits, uri, from, count);
          expect(found).toEqual(lines.slice(from, from + count));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('that are asked for one by one cost one reading of the file', async () => {
    const lines = Array.from({ length: 5_000 }, (_, index) => `kestra:///items/${index}.jsonl`);
    const text = `${lines.join('\n')}\n`;
    const uri = await storage.put('/many.txt', text);
    const splits = new SplitLines(storage);
    storage.bytesRead = 0;
    for (let from = 0; from < lines.length; from++) {
      expect(await linesOf(splits, uri, from, 1)).toEqual([lines[from]]);
    }
    expect(storage.bytesRead).toBeLessThan(1.2 * text.length);
  });

  test('that are asked for backwards cost one more reading, not one for each', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `kestra:///items/${index}.jsonl`);
    const text = `${lines.join('\n')}\n`;
    const uri = await storage.put('/backwards.txt', text);
    const splits = new SplitLines(storage);
    storage.bytesRead = 0;
    for (let from = lines.length - 1; from >= 0; from -= 100) {
      expect(await linesOf(splits, uri, from, 1)).toEqual([lines[from]]);
    }
    expect(storage.bytesRead).toBeLessThan(2.2 * text.length);
  });
});
