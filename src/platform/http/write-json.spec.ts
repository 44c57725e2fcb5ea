import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringifyJson } from '../../model/json.js';
import { Double } from '../../model/numbers.js';
import { isLong, jsonPieces } from './write-json.js';

const long = (value: unknown): unknown[] => Array.from({ length: 1_234 }, () => value);

test('the pieces are the text, whatever the value', () => {
  const leaf = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.constant(new Double(1)));
  const list = fc.oneof(leaf, fc.array(leaf), leaf.map(long));
  const value = fc.oneof(list, fc.dictionary(fc.string(), list));
  fc.assert(
    fc.property(value, (given) => {
      expect([...jsonPieces(given)].join('')).toBe(stringifyJson(given));
    }),
    { numRuns: 300 },
  );
});

test('only long lists are taken apart', () => {
  expect([...jsonPieces({ a: [1, 2], date: new Date(0) })]).toHaveLength(1);
  expect([...jsonPieces({ a: 1, list: long({ b: 2 }), c: undefined })]).toHaveLength(6);
  expect([isLong({ list: long(1) }), isLong(long(1)), isLong({ a: [1] }), isLong(null)]).toEqual([
    ...[true, true, false, false],
  ]);
});
