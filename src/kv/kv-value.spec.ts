import { describe, expect, test } from '@jest/globals';
import { stringifyJson } from '../model/json.js';
import { kvLiteral, parseKv, storedLiteral } from './kv-value.js';

describe('a literal', () => {
  test.each([
    ['true', 'BOOLEAN', 'true'],
    ['42', 'NUMBER', '42'],
    ['-1.50', 'NUMBER', '-1.5'],
    ['1.0', 'NUMBER', '1.0'],
    ['12345678901234567890', 'NUMBER', '12345678901234567890'],
    ['"text"', 'STRING', '"text"'],
    ['"1"', 'STRING', '"1"'],
    ['"2021-09-01"', 'STRING', '"2021-09-01"'],
    ['to-delete', 'STRING', '"to-delete"'],
    ['', 'STRING', '""'],
    ['2021-09-01', 'DATE', '"2021-09-01"'],
    ['2021-13-41', 'STRING', '"2021-13-41"'],
    ['2021-09-01T01:02:03Z', 'DATETIME', '"2021-09-01T01:02:03Z"'],
    ['2025-10-14T18:02:08.000Z', 'DATETIME', '"2025-10-14T18:02:08Z"'],
    ['2025-10-14T18:02:08.120+02:00', 'DATETIME', '"2025-10-14T16:02:08.12Z"'],
    ['"PT5S"', 'DURATION', '"PT5S"'],
    ['PT15M', 'DURATION', '"PT15M"'],
    ['{"x": [1, 2.0]}', 'JSON', '{"x":[1,2.0]}'],
    ['{a: 1, b: [true]}', 'JSON', '{"a":1,"b":[true]}'],
    ['[]', 'JSON', '[]'],
  ])('%s is a %s', (literal, type, json) => {
    const parsed = parseKv(literal);
    expect(parsed.type).toBe(type);
    expect(stringifyJson(parsed.value)).toBe(json);
    expect(parseKv(storedLiteral(parsed))).toEqual(parsed);
  });

  test.each(['{', '[1,', '{"a"', '"open'])('%s is refused', (literal) => {
    expect(() => parseKv(literal)).toThrow();
  });
});

describe('a value of a task', () => {
  test('keeps its type; text stays text unless a type is asked for', () => {
    const roundTrip = (...args: Parameters<typeof kvLiteral>): unknown =>
      parseKv(kvLiteral(...args));
    expect(roundTrip({ a: 1 })).toEqual({ type: 'JSON', value: { a: 1 } });
    expect(roundTrip('2021-09-01')).toEqual({ type: 'STRING', value: '2021-09-01' });
    expect(roundTrip('2021-09-01', 'DATE')).toEqual({ type: 'DATE', value: '2021-09-01' });
    expect(roundTrip('123.45', 'NUMBER')).toEqual({ type: 'NUMBER', value: 123.45 });
    expect(roundTrip('[{"some":"value"}]', 'JSON')).toEqual({
      type: 'JSON',
      value: [{ some: 'value' }],
    });
    expect(roundTrip(5, 'STRING')).toEqual({ type: 'STRING', value: '5' });
    expect(() => kvLiteral('soon', 'DURATION')).toThrow('`soon` is not a value of type DURATION');
  });
});
