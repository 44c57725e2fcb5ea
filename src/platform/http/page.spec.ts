import { describe, expect, test } from '@jest/globals';
import { offsetOf, parseSort } from './page.js';

describe('parseSort', () => {
  test('anything but asc is descending', () => {
    expect(parseSort(['id:asc', 'namespace:down'], ['id', 'namespace'])).toEqual([
      { field: 'id', direction: 'asc' },
      { field: 'namespace', direction: 'desc' },
    ]);
  });

  test.each(['id', 'id:', ':asc', 'id:asc:desc', 'other:asc'])('refuses %j', (value) => {
    expect(() => parseSort([value], ['id'])).toThrow(/Invalid sort parameter/);
  });
});

test('the first page begins with the first row', () => {
  expect([offsetOf({ page: 1, size: 10 }), offsetOf({ page: 3, size: 25 })]).toEqual([0, 50]);
});
