import { describe, expect, test } from '@jest/globals';
import { bucketUnit, filledBuckets } from './metric-buckets.js';

describe('the width of buckets', () => {
  test.each([
    ['2024-01-01T06:00:00Z', 'minute'],
    ['2024-01-02T00:00:00Z', 'hour'],
    ['2024-06-29T00:00:00Z', 'day'],
    ['2024-12-31T00:00:00Z', 'week'],
    ['2025-01-02T00:00:00Z', 'month'],
  ])('from the first of January until %s is a %s', (end, unit) => {
    expect(bucketUnit('2024-01-01T00:00:00Z', end)).toBe(unit);
  });
});

describe('buckets', () => {
  test('without a value hold zero', () => {
    const found = [{ date: '2024-01-01T11:00:00.000Z', value: 5 }];
    expect(filledBuckets(found, '2024-01-01T10:30:00Z', '2024-01-01T12:10:00Z', 'hour')).toEqual([
      { date: '2024-01-01T10:00:00.000Z', value: 0 },
      { date: '2024-01-01T11:00:00.000Z', value: 5 },
      { date: '2024-01-01T12:00:00.000Z', value: 0 },
    ]);
  });

  test('of weeks begin on Mondays, those of months on the first', () => {
    const dates = (unit: 'week' | 'month'): string[] =>
      filledBuckets([], '2024-01-31T05:00:00Z', '2024-03-01T00:00:00Z', unit).map(({ date }) =>
        date.slice(0, 10),
      );
    expect(dates('week')).toEqual([
      '2024-01-29',
      '2024-02-05',
      '2024-02-12',
      '2024-02-19',
      '2024-02-26',
    ]);
    expect(dates('month')).toEqual(['2024-01-01', '2024-02-01', '2024-03-01']);
  });
});
