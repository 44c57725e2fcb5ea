import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson, readJson, stringifyJson } from './json.js';
import { Double } from './numbers.js';

describe('stringifyJson and parseJson', () => {
  test('keep an integral double apart from an integer', () => {
    const text = stringifyJson({ a: new Double(1), b: 1, c: [new Double(-3), 1.5] });
    expect(text).toBe('{"a":1.0,"b":1,"c":[-3.0,1.5]}');
    expect(parseJson(text)).toEqual({ a: new Double(1), b: 1, c: [new Double(-3), 1.5] });
  });

  test('keep integers beyond 2^53', () => {
    const text = stringifyJson({ id: 9223372036854775807n });
    expect(text).toBe('{"id":9223372036854775807}');
    expect(parseJson(text)).toEqual({ id: 9223372036854775807n });
  });

  test('leave numbers inside strings alone', () => {
    expect(parseJson('{"a":"x: 1.0, y","b":2.0}')).toEqual({ a: 'x: 1.0, y', b: new Double(2) });
  });

  test('agree with JSON for every plain document', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(stringifyJson(value)).toBe(JSON.stringify(value));
      }),
    );
  });
});

describe('readJson', () => {
  const nested = (depth: number): string =>
    '[{"a":'.repeat(depth / 2) + '1' + '}]'.repeat(depth / 2);

  test('refuses what is nested deeper than anything real', () => {
    expect(readJson(nested(1_000))).toBeDefined();
    expect(() => readJson(nested(1_002))).toThrow('nested more than 1000 levels');
    expect(() => readJson('['.repeat(1_000_000))).toThrow(SyntaxError);
  });

  test('counts no brackets inside strings', () => {
    const texts = [`["${'['.repeat(5_000)}"]`, `["\\"${'{'.repeat(5_000)}"]`];
    expect(texts.map((text) => readJson(text))).toEqual(texts.map((text) => JSON.parse(text)));
    const wide = `[${'[],'.repeat(5_000)}1]`;
    expect(readJson(wide)).toHaveLength(5_001);
  });
});
