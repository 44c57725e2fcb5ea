import { setImmediate as nextRound } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { SharedReads } from './shared-reads.js';

function start() {
  const ends: ((found: string | Error) => void)[] = [];
  const reads = new SharedReads<string>();
  const read = () =>
    new Promise<string>((resolve, reject) =>
      ends.push((found) => (typeof found === 'string' ? resolve(found) : reject(found))),
    );
  return { ends, get: (key: string) => reads.get(key, read) };
}

describe('shared reads', () => {
  test('what is asked for during a read is found by one read that begins after it', async () => {
    const { ends, get } = start();
    const first = get('a');
    const others = [get('a'), get('a')];
    await nextRound();
    expect(ends).toHaveLength(1);
    ends[0]?.('old');
    await nextRound();
    expect(ends).toHaveLength(2);
    const late = get('a');
    ends[1]?.('new');
    await nextRound();
    ends[2]?.('newest');
    expect(await Promise.all([first, ...others, late])).toEqual(['old', 'new', 'new', 'newest']);
  });

  test('other keys are read at once, and a key that is at rest anew', async () => {
    const { ends, get } = start();
    const both = [get('a'), get('b')];
    expect(ends).toHaveLength(2);
    ends.forEach((end) => end('once'));
    await Promise.all(both);
    await nextRound();
    void get('a');
    expect(ends).toHaveLength(3);
  });

  test('a read that fails fails for those who asked for it, not for the next ones', async () => {
    const { ends, get } = start();
    const first = get('a').catch(() => 'failed');
    const second = get('a');
    ends[0]?.(new Error('away'));
    expect(await first).toBe('failed');
    await nextRound();
    ends[1]?.('found');
    expect(await second).toBe('found');
  });
});
