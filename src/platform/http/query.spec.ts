import { describe, expect, test } from '@jest/globals';
import { parseDate, parseInterval, parseLabels, parseStates } from './query.js';

describe('parseLabels', () => {
  test('cuts at the first colon only and trims both sides', () => {
    expect(parseLabels(['a: b ', 'url:+https://x:1,2'])).toEqual([
      { key: 'a', value: 'b' },
      { key: 'url', value: '+https://x:1,2' },
    ]);
  });

  test.each([':value', 'key:', 'key', ''])('refuses %j', (text) => {
    expect(() => parseLabels(text)).toThrow(/Invalid labels parameter/);
  });

  test('refuses a key that occurs twice', () => {
    expect(() => parseLabels(['a:1', 'a:2'])).toThrow(/occurs twice/);
  });
});

describe('parseStates', () => {
  test('takes repeated and comma separated states', () => {
    expect(parseStates(['RUNNING,CREATED', 'FAILED'])).toEqual(['RUNNING', 'CREATED', 'FAILED']);
  });

  test('refuses a word that is no state', () => {
    expect(() => parseStates('DONE')).toThrow(/is no state/);
  });
});

describe('parseDate', () => {
  test.each([
    ['2024-12-03T10:15', '2024-12-03T10:15:00.000Z'],
    ['2024-12-03T10:15:30', '2024-12-03T10:15:30.000Z'],
    ['2024-12-03T10:15:30.123Z', '2024-12-03T10:15:30.123Z'],
    ['2024-12-03T10:15:30.123456789Z', '2024-12-03T10:15:30.123Z'],
    ['2024-12-03T10:15:30+01:00', '2024-12-03T09:15:30.000Z'],
    ['2024-12-03T10:15:30 01:00', '2024-12-03T09:15:30.000Z'],
    ['2024-12-03T10:15:30-0230', '2024-12-03T12:45:30.000Z'],
  ])('reads %s as %s', (text, instant) => {
    expect(parseDate(text, 'startDate')).toBe(instant);
  });

  test.each(['2024-12-03', 'yesterday', '2024-13-03T10:15:30Z'])('refuses %s', (text) => {
    expect(() => parseDate(text, 'startDate')).toThrow(/Invalid startDate parameter/);
  });
});

describe('parseInterval', () => {
  const now = Date.parse('2024-12-03T12:00:00Z');

  test('counts a time range back from now', () => {
    expect(parseInterval({ timeRange: 'PT1H' }, now)).toEqual({
      startDate: '2024-12-03T11:00:00.000Z',
    });
  });

  test.each(['P1Y', 'P1M', '5', 'long'])('refuses the time range %s', (timeRange) => {
    expect(() => parseInterval({ timeRange }, now)).toThrow(/Invalid timeRange/);
  });

  test('refuses a time range together with a start', () => {
    const query = { timeRange: 'PT1H', startDate: '2024-12-03T10:15' };
    expect(() => parseInterval(query, now)).toThrow(/mutually exclusive/);
  });

  test('refuses a start after the end', () => {
    const query = { startDate: '2024-12-03T10:15', endDate: '2024-12-03T10:14' };
    expect(() => parseInterval(query, now)).toThrow('Start date must be before End Date');
  });
});
