import { describe, expect, test } from '@jest/globals';
import { Failure } from '../errors.js';
import { plus } from './arithmetic.js';
import { formatDate } from './format.js';
import { parseDate } from './parse.js';
import { zoneOf } from './zone.js';

const UTC = zoneOf('UTC');
const paris = zoneOf('Europe/Paris');
const iso = (text: string, zone = UTC): string =>
  formatDate({ ...parseDate(text, undefined, zone, undefined), zone }, 'iso_sec', undefined);

describe('reading', () => {
  test('a time that the clock skips moves forward by the gap', () => {
    expect(iso('2024-03-31T02:30:00', paris)).toBe('2024-03-31T03:30:00+02:00');
  });

  test('a time that happens twice is the first one', () => {
    expect(iso('2024-10-27T02:30:00', paris)).toBe('2024-10-27T02:30:00+02:00');
  });

  test('beside a region the offset says the instant', () => {
    expect(iso('2024-10-27T02:30:00+01:00[Europe/Paris]', paris)).toBe('2024-10-27T02:30:00+01:00');
    expect(iso('2024-09-08T10:00:00Z[Europe/Paris]')).toBe('2024-09-08T10:00:00Z');
  });

  test.each([
    ['24/12/2024 3:05 PM', 'dd/MM/yyyy h:mm a', 'en', '2024-12-24T15:05:00Z'],
    ['20241224T0305', "yyyyMMdd'T'HHmm", 'en', '2024-12-24T03:05:00Z'],
    ['24 décembre 2024', 'd MMMM yyyy', 'fr', '2024-12-24T00:00:00Z'],
    ['24.12.24 10:00 +0200', 'dd.MM.yy HH:mm Z', 'en', '2024-12-24T08:00:00Z'],
    ['2024-12-24 10:00 Europe/Paris', 'yyyy-MM-dd HH:mm VV', 'en', '2024-12-24T09:00:00Z'],
    ['2024-060', 'yyyy-DDD', 'en', '2024-02-29T00:00:00Z'],
    ['Tue, 3 Jun 2008 11:05:30 GMT', 'rfc_1123_date_time', 'en', '2008-06-03T11:05:30Z'],
    ['2008-06-03 11:05:30.5', 'yyyy-MM-dd HH:mm:ss.S', 'en', '2008-06-03T11:05:30Z'],
  ])('%j as %j', (text, format, locale, expected) => {
    const at = { ...parseDate(text, format, UTC, locale), zone: UTC };
    expect(formatDate(at, 'iso_sec', undefined)).toBe(expected);
  });

  test.each([
    ['2024-02-30', undefined],
    ['2024-13-01', undefined],
    ['2024-01-01T24:00:00', undefined],
    ['yesterday', undefined],
    ['2024-01-01', 'dd/MM/yyyy'],
    ['10:00', 'HH:mm'],
    ['2024-01-01', 'yyyy-MM-dd bb'],
  ])('%j as %j is refused', (text, format) => {
    expect(() => parseDate(text, format, UTC, undefined)).toThrow(Failure);
  });
});

describe('far away', () => {
  const show = (text: string, format: string): string =>
    formatDate({ ...parseDate(text, undefined, UTC, undefined), zone: UTC }, format, undefined);

  test('a year of more than four digits shows its sign, in a place of four', () => {
    expect(show('+12024-01-01', 'iso_local_date')).toBe('+12024-01-01');
    expect(show('+12024-01-01', 'yyyy y yy')).toBe('+12024 12024 24');
  });

  test('what the calendar does not have is a failure', () => {
    const today = parseDate('2024-01-01', undefined, UTC, undefined);
    const at = { ...today, epochSeconds: 0, nano: 0, zone: UTC };
    expect(() => plus(at, 99_999_999_999, 'YEARS')).toThrow(/too far/);
    expect(() => formatDate(plus(at, 9e15, 'SECONDS'), 'iso', undefined)).toThrow(/too far/);
    expect(() => formatDate({ ...at, epochSeconds: 9e15, zone: paris }, 'iso', undefined)).toThrow(
      /too far/,
    );
  });

  test.each(['ddd', 'hhh', 'EEEEEE', 'zzzzz', 'XXXXXX', 'SSSSSSSSSS', 'aa', 'WW'])(
    'a letter repeated too often is refused: %s',
    (format) => {
      expect(() => show('2024-01-01', format)).toThrow(/repeated/);
    },
  );
});

describe('adding', () => {
  const add = (text: string, amount: number, unit: string): string => {
    const at = plus(parseDate(text, undefined, paris, undefined), amount, unit);
    return formatDate({ ...at, zone: paris }, 'iso_sec', undefined);
  };

  test('a day keeps the wall clock of a local time, 24 hours keep the distance', () => {
    expect(add('2024-03-30T12:00:00', 1, 'DAYS')).toBe('2024-03-31T12:00:00+02:00');
    expect(add('2024-03-30T12:00:00', 24, 'HOURS')).toBe('2024-03-31T13:00:00+02:00');
  });

  test('months end at the last day', () => {
    expect(add('2024-01-31T00:00:00', 1, 'MONTHS')).toBe('2024-02-29T00:00:00+01:00');
    expect(add('2024-02-29T00:00:00', -12, 'MONTHS')).toBe('2023-02-28T00:00:00+01:00');
  });

  test('nanoseconds carry over', () => {
    expect(add('2024-01-01T00:00:00', -1, 'NANOS')).toBe('2023-12-31T23:59:59+01:00');
  });

  test('an unknown unit is refused', () => {
    expect(() => add('2024-01-01T00:00:00', 1, 'days')).toThrow(Failure);
  });
});

describe('writing', () => {
  const write = (format: string, locale?: string, zone = 'Europe/Paris'): string =>
    formatDate(
      { ...parseDate('2024-12-30T08:05:09.012Z', undefined, UTC, undefined), zone: zoneOf(zone) },
      format,
      locale,
    );

  test.each([
    ['EEE d MMM yyyy', 'de', 'Mo. 30 Dez. 2024'],
    ['EEEE d MMMM', 'fr', 'lundi 30 décembre'],
    ["YYYY-'W'ww-e", 'de', '2025-W01-1'],
    ["YYYY-'W'ww-e", 'en_US', '2025-W01-2'],
    ['h:mm:ss.SSS a', 'en', '9:05:09.012 AM'],
    ['K k D q qqq', 'en', '9 9 365 4 Q4'],
    ['x xx xxx X Z ZZZZ O OOOO', 'en', '+01 +0100 +01:00 +01 +0100 GMT+01:00 GMT+1 GMT+01:00'],
    ['zzz VV G', 'en', 'CET Europe/Paris AD'],
    ['iso_week_date', undefined, '2025-W01-1+01:00'],
    ['iso_instant', undefined, '2024-12-30T08:05:09.012Z'],
    ['rfc_1123_date_time', 'fr', 'Mon, 30 Dec 2024 09:05:09 +0100'],
    ['basic_iso_date', undefined, '20241230+0100'],
  ])('%j in %j', (format, locale, text) => {
    expect(write(format, locale)).toBe(text);
  });

  test('UTC prints Z or zeros as the letter says', () => {
    expect(write('XXX xxx Z zzz', 'en', 'UTC')).toBe('Z +00:00 +0000 UTC');
  });

  test('unknown letters, locales and zones are refused', () => {
    expect(() => write('yyyy-bb')).toThrow(Failure);
    expect(() => write('yyyy', 'no locale!')).toThrow(Failure);
    expect(() => zoneOf('Mars/Phobos')).toThrow(Failure);
  });
});
