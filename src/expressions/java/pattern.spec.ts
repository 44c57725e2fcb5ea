import { describe, expect, test } from '@jest/globals';
import { Failure } from '../errors.js';
import { Pattern } from './pattern.js';

describe('splitting as Java does', () => {
  test.each([
    [',', 'a,b,,', undefined, ['a', 'b']],
    [',', 'a,b,,', -1, ['a', 'b', '', '']],
    [',', 'a,b,c', 2, ['a', 'b,c']],
    [',', ',a', undefined, ['', 'a']],
    ['', 'abc', undefined, ['a', 'b', 'c']],
    ['.', 'a.b', undefined, []],
    [',', '', undefined, ['']],
    ['\\s*[;,]\\s*', 'a ; b,c', undefined, ['a', 'b', 'c']],
  ])('%j splits %j with limit %j', (pattern, text, limit, parts) => {
    expect(Pattern.of(pattern).split(text, limit)).toEqual(parts);
  });
});

describe('replacing as Java does', () => {
  test.each([
    ['(\\d)', 'a1b2', '<$1>', 'a<1>b<2>'],
    ['(?<y>\\d+)-(?<m>\\d+)', '2024-05', '${m}/${y}', '05/2024'],
    ['a', 'aa', '\\$1', '$1$1'],
    ['\\p{Punct}+', 'a.-b!', '', 'ab'],
    ['[\\p{Upper}\\d]', 'aB3', '_', 'a__'],
    ['\\Qa.b\\E', 'a.b axb', 'x', 'x axb'],
    ['a++', 'aab', 'x', 'xb'],
    ['(?i)ABC', 'xabc', '', 'x'],
    ['foo(?=bar)', 'foobar foo', 'x', 'xbar foo'],
    ['(a)\\1', 'aab', 'x', 'xb'],
    ['\\u0041|\\h', 'A\tb', '', 'b'],
  ])('%j in %j by %j', (pattern, text, replacement, result) => {
    expect(Pattern.of(pattern).replaceAll(text, replacement)).toBe(result);
  });

  test('an unknown group and an unfinished pattern are failures', () => {
    expect(() => Pattern.of('a').replaceAll('a', '${x}')).toThrow();
    expect(() => Pattern.of('(')).toThrow(Failure);
  });
});
