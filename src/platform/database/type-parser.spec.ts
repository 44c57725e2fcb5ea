import { describe, expect, test } from '@jest/globals';
import { parseInstant, parseInteger } from './type-parser.js';

describe('parseInstant', () => {
  test.each([
    ['2026-11-22 08:11:45+00', '2026-11-22T08:11:45.000Z'],
    ['2026-11-22 08:11:45.1+00', '2026-11-22T08:11:45.100Z'],
    ['2026-11-22 08:11:45.123456+00', '2026-11-22T08:11:45.123456Z'],
    ['2026-11-22 10:11:45.123+02', '2026-11-22T08:11:45.123Z'],
    ['2026-11-22 13:41:45+05:30', '2026-11-22T08:11:45.000Z'],
    ['infinity', 'infinity'],
  ])('reads %s as %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });
});

describe('parseInteger', () => {
  test('gives numbers in the safe range and bigints beyond, never a rounded one', () => {
    expect(parseInteger('9007199254740991')).toBe(9007199254740991);
    expect(parseInteger('9007199254740993')).toBe(9007199254740993n);
  });
});
