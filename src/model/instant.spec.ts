import { describe, expect, test } from '@jest/globals';
import { instantText, parseInstant } from './instant.js';

describe('instants', () => {
  test.each([
    [0, '1970-01-01T00:00:00.000Z'],
    [Number.MAX_VALUE, '9999-12-31T23:59:59.999Z'],
    [-Infinity, '0001-01-01T00:00:00.000Z'],
  ])('of %d milliseconds have a year of four digits', (milliseconds, text) => {
    expect(instantText(milliseconds)).toBe(text);
  });

  test('are read with an offset, with a zone, or not at all', () => {
    const time = Date.parse('2026-11-22T10:00:00Z');
    expect(parseInstant('2026-11-22T11:00:00+01:00')).toBe(time);
    expect(parseInstant('2026-11-22T11:00:00+01:00[Europe/Paris]')).toBe(time);
    expect(parseInstant('tomorrow')).toBeUndefined();
    expect(parseInstant('+275760-01-01T00:00:00Z')).toBeUndefined();
    expect(parseInstant('-200000-01-01T00:00:00Z')).toBeUndefined();
  });
});
