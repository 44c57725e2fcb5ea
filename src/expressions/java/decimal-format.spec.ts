import { expect, test } from '@jest/globals';
import { Failure } from '../errors.js';
import { formatDecimal } from './decimal-format.js';

test.each([
  [1234567.891, '#,##0.00', undefined, '1,234,567.89'],
  [0.125, '0.00', undefined, '0.12'],
  [0.135, '0.00', undefined, '0.14'],
  [2.5, '#', undefined, '2'],
  [0.5, '#.##', undefined, '0.5'],
  [0.5, '.##', undefined, '.5'],
  [0.256, '0.0%', undefined, '25.6%'],
  [-5, '0;(0)', undefined, '(5)'],
  [-5, '0.0', undefined, '-5.0'],
  [42, "'#'000", undefined, '#042'],
  [1234.5, '#,##0.00', 'de_DE', '1.234,50'],
  [9007199254740993n, '#,##0', undefined, '9,007,199,254,740,993'],
  [1234.5678, undefined, undefined, '1,234.568'],
])('%p as %p in %p', (value, pattern, locale, text) => {
  expect(formatDecimal(value, pattern, locale)).toBe(text);
});

test('a pattern that is none is a failure', () => {
  expect(() => formatDecimal(1, '0#', undefined)).toThrow(Failure);
  expect(() => formatDecimal(1, 'abc', undefined)).toThrow(Failure);
});
