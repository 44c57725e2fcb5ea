import { describe, expect, test } from '@jest/globals';
import { listsOf, webhookBody } from './webhook-body.js';
import { isSameKey } from './webhook-key.js';

describe('webhookBody', () => {
  test.each([
    ['{"a": 1}', { a: 1 }],
    [' [1, 2]', [1, 2]],
    ['bla', 'bla'],
    ['12', '12'],
    ['{broken', '{broken'],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j', (text, expected) => {
    expect(webhookBody(text)).toEqual(expected);
  });
});

test('parameters and headers are lists of texts', () => {
  expect(listsOf({ a: '1', b: ['2', '3'], c: undefined })).toEqual({ a: ['1'], b: ['2', '3'] });
});

test('keys of any length are compared', () => {
  expect(isSameKey('key', 'key')).toBe(true);
  expect(isSameKey('key', 'longer key')).toBe(false);
});
