import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { Double } from '../../model/numbers.js';
import { Failure } from '../errors.js';
import { calculate, compareNumbers } from './arithmetic.js';
import { BigDecimal } from './big-decimal.js';
import { parseJson } from './json.js';
import { Float, printNumber } from './numbers.js';
import { toText } from './print.js';
import { toYaml } from './yaml-writer.js';
import { parseYaml } from './yaml.js';

describe('numbers', () => {
  test.each([
    [1, '1'],
    [-0, '0'],
    [new Double(1), '1.0'],
    [0.1, '0.1'],
    [0.0001, '1.0E-4'],
    [12345678.9, '1.23456789E7'],
    [new Double(1e21), '1.0E21'],
    [new Double(-Infinity), '-Infinity'],
    [new Float(0.1), '0.1'],
    [new Float(1 / 3), '0.33333334'],
    [2n ** 70n, '1180591620717411303424'],
    [new BigDecimal(1100n, 3), '1.100'],
    [new BigDecimal(-5n, 2), '-0.05'],
  ])('%p prints as Java would: %s', (value, text) => {
    expect(printNumber(value)).toBe(text);
  });

  test('integers wrap at 64 bits and stay exact below', () => {
    expect(calculate('+', 2n ** 63n - 1n, 1)).toBe(-(2n ** 63n));
    expect(calculate('*', 3_037_000_500, 3_037_000_500)).toBe(9223372037000250000n - 2n ** 64n);
    expect(calculate('+', 9_007_199_254_740_991, 2)).toBe(9_007_199_254_740_993n);
  });

  test('division truncates towards zero and the remainder has the sign of the left side', () => {
    expect([calculate('/', -7, 2), calculate('%', -7, 2)]).toEqual([-3, -1]);
    expect(() => calculate('/', 1, 0)).toThrow(Failure);
  });

  test('big decimals keep 34 digits', () => {
    const third = calculate('/', new BigDecimal(1n, 0), 3);
    expect(toText(third)).toBe(`0.${'3'.repeat(34)}`);
  });

  test('for any two integers / and % fit together', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 62n), 2n ** 62n), fc.bigInt(1n, 2n ** 40n), (a, b) => {
        const back = calculate('+', calculate('*', calculate('/', a, b), b), calculate('%', a, b));
        expect(compareNumbers(back, a)).toBe(0);
      }),
    );
  });
});

/** JSON with integers as JavaScript's own parser rounds them. */
function rounded(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'bigint' ? Number(item) : item,
  );
}

describe('reading JSON', () => {
  test('keeps the types and digits of numbers', () => {
    expect(parseJson('[1, 1.0, 1e2, 12345678901234567890, -0.5]')).toEqual([
      1,
      new Double(1),
      new Double(100),
      12345678901234567890n,
      -0.5,
    ]);
  });

  test('ignores what follows the first value', () => {
    expect(parseJson('{"a":1} rest')).toEqual({ a: 1 });
  });

  test.each(['', '{', '{"a"}', '[1,]', '01', '"\\x"', 'nul', '-', "'a'"])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(Failure);
  });

  test('agrees with JSON.parse on every JSON text', () => {
    fc.assert(
      fc.property(fc.json(), (text) =>
        expect(rounded(parseJson(text))).toBe(JSON.stringify(JSON.parse(text))),
      ),
    );
  });
});

describe('YAML', () => {
  test('dates stay text, yes and no are booleans, whole doubles are doubles, aliases are not resolved', () => {
    expect(parseYaml('d: 2024-01-31\ny: yes\nn: "no"\nf: 1.0\na: &x 1\nb: *x')).toEqual({
      d: '2024-01-31',
      y: true,
      n: 'no',
      f: new Double(1),
      a: 1,
      b: 'x',
    });
  });

  test('what is written is read back the same', () => {
    const plain = fc
      .string({ unit: 'grapheme-ascii' })
      .filter((text) => !/^[-+.\d]/.test(text) && !/\s$|^\s/.test(text));
    const data = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        plain,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        tie('list'),
        tie('map'),
      ),
      list: fc.array(tie('value'), { maxLength: 3 }),
      map: fc.dictionary(fc.stringMatching(/^[a-zA-Z]{2,8}$/), tie('value'), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    })).value;
    fc.assert(fc.property(data, (value) => expect(parse(toYaml(value))).toEqual(value)));
  });

  test('lists are indented by one space and nest on the line of their dash', () => {
    expect(toYaml({ a: [{ b: 1, c: [[2, 3]] }], d: [] })).toBe(
      'a:\n - b: 1\n   c:\n    - - 2\n      - 3\nd: []\n',
    );
  });
});
