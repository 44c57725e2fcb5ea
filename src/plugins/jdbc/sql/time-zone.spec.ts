import { describe, expect, test } from '@jest/globals';
import { offsetText, TimeZone } from './time-zone.js';

const at = (text: string): number => Date.parse(text);

describe('a time zone', () => {
  test.each([
    ['Europe/Paris', '2024-01-31T00:00:00Z', 60],
    ['Europe/Paris', '2024-07-31T00:00:00Z', 120],
    ['Asia/Kolkata', '2024-01-31T00:00:00Z', 330],
    ['America/St_Johns', '2024-01-31T00:00:00Z', -210],
    ['UTC', '2024-01-31T00:00:00Z', 0],
    ['+02:00', '2024-01-31T00:00:00Z', 120],
    ['-0930', '2024-01-31T00:00:00Z', -570],
    ['Europe/Paris', '0044-03-15T00:00:00Z', 0],
  ])('%s at %s is %d minutes east', (id, instant, minutes) => {
    expect(new TimeZone(id).offsetAt(at(instant))).toBe(minutes);
  });

  test.each([
    ['2024-03-31T01:59:00Z', 60],
    ['2024-03-31T03:00:00Z', 120],
    ['2024-10-27T01:59:00Z', 120],
    ['2024-10-27T03:01:00Z', 60],
  ])('a clock in Paris that shows %s is %d minutes east', (clock, minutes) => {
    expect(new TimeZone('Europe/Paris').offsetOfLocal(at(clock))).toBe(minutes);
  });

  test('must exist', () => {
    expect(() => new TimeZone('Europe/Nowhere')).toThrow('"Europe/Nowhere" is no time zone');
  });
});

test.each([
  [0, 'Z'],
  [330, '+05:30'],
  [-210, '-03:30'],
])('%d minutes are written %s', (minutes, text) => {
  expect(offsetText(minutes)).toBe(text);
});
