import { describe, expect, test } from '@jest/globals';
import { formatDuration, parseDuration } from './duration.js';

describe('parseDuration', () => {
  test.each([
    ['PT1S', 1000],
    ['PT0.25s', 250],
    ['p1dt2h', 93_600_000],
    ['P2W', 1_209_600_000],
    ['PT-1M', -60_000],
    ['-PT1M', -60_000],
    ['306.0', 306_000],
    [12, 12_000],
  ])('%s is %d ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  test.each(['', 'P', 'PT', 'P1DT', 'P1Y', '1h', 'PT1', 'soon'])('%j is no duration', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  test.each([
    [0, 'PT0S'],
    [90_500, 'PT1M30.5S'],
    [93_600_000, 'PT26H'],
    [250, 'PT0.25S'],
  ])('%d ms is %s', (milliseconds, expected) => {
    expect(formatDuration(milliseconds)).toBe(expected);
  });
});
