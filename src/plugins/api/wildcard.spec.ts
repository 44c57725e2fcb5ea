import { expect, test } from '@jest/globals';
import { wildcard } from './wildcard.js';

test.each([
  ['*', 'anything/at.all', true],
  ['company.*', 'company.team.a', true],
  ['company.*', 'company', false],
  ['**/*.sql', '/a/b.sql', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a.c', 'abc', false],
  ['[a](b)+$', '[a](b)+$', true],
  ['', '', true],
  ['', 'a', false],
  ['A*', 'ab', false],
  ['a*', 'a\nb', true],
])('%j on %j: %s', (pattern, text, expected) => {
  expect(wildcard(pattern)(text)).toBe(expected);
});

test('a hostile pattern takes no longer than its length times that of the text', () => {
  expect(wildcard('*a'.repeat(500))('a'.repeat(400))).toBe(false);
});
