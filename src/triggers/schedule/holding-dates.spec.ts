import { describe, expect, test } from '@jest/globals';
import type { Dates } from '../../engine/schedule/index.js';
import { nextHolding, previousHolding } from './holding-dates.js';

const everyTen: Dates = {
  next: (after) => (Math.floor(after / 10) + 1) * 10,
  previous: (before) => (Math.ceil(before / 10) - 1) * 10,
};

describe('dates for which conditions hold', () => {
  const holds = ({ date }: { date: number }): Promise<boolean> => Promise.resolve(date % 70 === 0);

  test('the next and the previous one are found past those for which they do not', async () => {
    expect(await nextHolding(everyTen, 70, holds)).toBe(140);
    expect(await previousHolding(everyTen, 70, holds)).toBe(0);
  });

  test('a test sees the neighbours of a date', async () => {
    const seen: unknown[] = [];
    await nextHolding(everyTen, 0, (around) => Promise.resolve(seen.push(around) > 0));
    expect(seen).toEqual([{ date: 10, next: 20, previous: 0 }]);
  });

  test('a search that takes too long gives the date at which it goes on', async () => {
    expect(await nextHolding(everyTen, 0, () => Promise.resolve(false))).toBe(1_000_010);
  });

  test('a schedule that ends has no next date', async () => {
    const once: Dates = { next: (after) => (after < 5 ? 5 : undefined), previous: () => undefined };
    expect(await nextHolding(once, 0, () => Promise.resolve(false))).toBeUndefined();
  });
});
