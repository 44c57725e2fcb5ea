import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Double } from '../../model/numbers.js';
import { readIon, readIonValues, writeIon } from './index.js';

/** JSON with integers as JavaScript's own parser rounds them. */
function rounded(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'bigint' ? Number(item) : item,
  );
}

describe('reading', () => {
  test.each([
    ['{a:1, \'b c\':"x", "d":true}', { a: 1, 'b c': 'x', d: true }],
    [
      '[1, 1.5, 1e0, 2d3, nan, +inf]',
      [1, 1.5, new Double(1), new Double(2000), new Double(NaN), new Double(Infinity)],
    ],
    ['[0xFF, 0b101, -1_000, 12345678901234567890]', [255, 5, -1000, 12345678901234567890n]],
    ['[null, null.string, true, symbol]', [null, null, true, 'symbol']],
    ['2024-01-31T10:20:30.5Z', '2024-01-31T10:20:30.5Z'],
    ['[2024T, 2024-01T, 2024-01-31]', ['2024T', '2024-01T', '2024-01-31']],
    ['LocalDate::"2024-01-01"', '2024-01-01'],
    ["'''long ''' '''text'''", 'long text'],
    ['"\\n\\x41\\u0042\\U0001F600\\\\"', '\nAB😀\\'],
    ['(a + 1)', ['a', '+', 1]],
    ['{{ aGk= }}', 'aGk='],
    ['{{ "clob" }}', 'clob'],
    ['/* c */ {a: // c\n 1,}', { a: 1 }],
    ['$ion_1_0 5', 5],
    ['{"a": 1.0, "b": [1e3]}', { a: new Double(1), b: [new Double(1000)] }],
  ])('%s', (text, value) => {
    expect(readIon(text)).toEqual(value);
  });

  test.each(['', '{', '{a}', '[1', '"a', '{a:1 b:2}', '12a', '}', '{not: ion', "'a"])(
    'refuses %j',
    (text) => {
      expect(() => readIon(text)).toThrow(/Ion/);
    },
  );

  test('goes over the values of a file one by one', () => {
    expect([...readIonValues('{a:1}\n{a:2}\n"x" 3\n')]).toEqual([{ a: 1 }, { a: 2 }, 'x', 3]);
  });
});

describe('keeping types', () => {
  test.each([
    'LocalDate::"2024-01-01"',
    '2024-01-31T10:20:30.500+02:00',
    '1.50',
    'null.int',
    'symbol',
    "'a b'",
    '{{aGk=}}',
    '{d:LocalDate::"2024-01-01",n:[1.50,2024-01-31]}',
  ])('%s is written as it was read', (text) => {
    expect(writeIon(readIon(text, { keepTypes: true }))).toBe(text);
  });

  test('a kept scalar is plain in JSON', () => {
    expect(JSON.stringify(readIon('{d:LocalDate::"2024-01-01",n:1.50}', { keepTypes: true }))).toBe(
      '{"d":"2024-01-01","n":1.5}',
    );
  });
});

describe('writing', () => {
  test.each([
    [{ a: 1, 'b-c': null, null: true }, "{a:1,'b-c':null,'null':true}"],
    [[1.123, new Double(100), 1e-7, new Double(Infinity)], '[1.123e0,100e0,1e-7,+inf]'],
    ['a"b\n\x01', '"a\\"b\\n\\x01"'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [2n ** 70n, '1180591620717411303424'],
  ])('%p', (value, text) => {
    expect(writeIon(value)).toBe(text);
  });

  test('every JSON value comes back the same', () => {
    const value = fc.jsonValue().map((data) => JSON.parse(JSON.stringify(data)) as unknown);
    fc.assert(
      fc.property(value, (data) =>
        expect(rounded(readIon(writeIon(data)))).toBe(JSON.stringify(data)),
      ),
    );
  });

  test('every JSON text is read as JSON is', () => {
    fc.assert(
      fc.property(fc.json(), (text) =>
        expect(rounded(readIon(text))).toBe(JSON.stringify(JSON.parse(text))),
      ),
    );
  });
});
