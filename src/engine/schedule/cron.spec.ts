import { describe, expect, test } from '@jest/globals';
import { parseCron } from './cron.js';
import { nextDate } from './dates.js';
import { zoneOf } from './zone.js';

const next = (text: string, from: string, withSeconds = false): string | undefined => {
  const date = nextDate(
    { cron: parseCron(text, withSeconds), zone: zoneOf('UTC') },
    Date.parse(from),
  );
  return date === undefined ? undefined : new Date(date).toISOString();
};

describe('parsing a cron expression', () => {
  test.each([
    ['@yearly', '2025-01-01T00:00:00.000Z'],
    ['@Monthly', '2024-03-01T00:00:00.000Z'],
    ['@weekly', '2024-02-18T00:00:00.000Z'],
    ['@hourly', '2024-02-13T11:00:00.000Z'],
    ['0 0 * * 7', '2024-02-18T00:00:00.000Z'],
    ['0 0 * * SUN', '2024-02-18T00:00:00.000Z'],
    ['0 0 * * 5-7', '2024-02-16T00:00:00.000Z'],
    ['15 9 * JAN,mar MON-FRI', '2024-03-01T09:15:00.000Z'],
    ['0 0 29 2 *', '2024-02-29T00:00:00.000Z'],
    ['10/20 * * * *', '2024-02-13T10:30:00.000Z'],
    ['30 10 13 * *', '2024-03-13T10:30:00.000Z'],
  ])('%s comes next at %s', (text, expected) => {
    expect(
      next(
        text,
        '2024-02-13T10:30:00.000Z'.replace('10:30', text.startsWith('10/') ? '10:10' : '10:30'),
      ),
    ).toBe(expected);
  });

  test('day of month and day of week together mean either', () => {
    expect(next('0 0 20 * MON', '2024-02-13T00:00:00Z')).toBe('2024-02-19T00:00:00.000Z');
    expect(next('0 0 20 * MON', '2024-02-19T00:00:00Z')).toBe('2024-02-20T00:00:00.000Z');
  });

  test('with seconds there are six fields, milliseconds are cut', () => {
    expect(next('*/20 * * * * *', '2024-02-13T10:00:20.700Z', true)).toBe(
      '2024-02-13T10:00:40.000Z',
    );
    expect(next('@daily', '2024-02-13T10:00:20.700Z', true)).toBe('2024-02-14T00:00:00.000Z');
  });

  test('a date that never comes is not found', () => {
    expect(next('0 0 30 2 *', '2024-02-13T00:00:00Z')).toBeUndefined();
  });

  test.each([
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '5-1 * * * *',
    '* * L * *',
    '* * ? * *',
    '*/0 * * * *',
    '@never',
    '1-2-3 * * * *',
    '',
    'x * * * *',
  ])('`%s` is refused', (text) => {
    expect(() => parseCron(text)).toThrow('invalid cron expression');
  });
});
