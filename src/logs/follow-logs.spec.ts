import { describe, expect, test } from '@jest/globals';
import { SeenLines } from './follow-logs.js';

const ids = (...numbers: number[]): { id: number }[] => numbers.map((id) => ({ id }));

describe('following lines', () => {
  test('tells each line once, also one that appears after a later one', () => {
    const seen = new SeenLines();
    expect(seen.news(ids(1, 3), 0)).toEqual(ids(1, 3));
    expect(seen.news(ids(1, 2, 3), 100)).toEqual(ids(2));
    expect(seen.floor).toBe(0);
  });

  test('asks no longer for lines that are settled', () => {
    const seen = new SeenLines();
    seen.news(ids(1, 2), 0);
    seen.news(ids(1, 2, 3), 5_000);
    expect(seen.floor).toBe(2);
    expect(seen.news(ids(3), 5_100)).toEqual([]);
  });
});
