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

describe('matching the whole text', () => {
  test.each([
    ['a|ab', 'ab', true],
    ['a', 'ab', false],
    ['(?i)abc', 'ABC', true],
    ['(?i)(?=a)abc', 'ABC', true],
    ['^(?=.*\\d)(?=.*[a-z]).{4,}$', 'abc1', true],
    ['(a)\\1', 'aab', false],
    ['(?s)a.b', 'a\nb', true],
    ['a.b', 'a\nb', false],
  ])('%j on %j: %j', (pattern, text, matches) => {
    expect(Pattern.matchesWhole(pattern, text)).toBe(matches);
  });
});

describe('patterns made to hurt', () => {
  test.each(['(a+)+$', '(a|aa)+$', '(.*a){20}$'])('%j takes linear time', (pattern) => {
    expect(Pattern.of(pattern).test(`${'a'.repeat(5_000)}!`)).toBe(false);
  });

  test.each(['(?!x)(a|aa)+$', '(?=a)(a+)+$', '(a*)*\\1b'])('%j is given up', (pattern) => {
    expect(() => Pattern.of(pattern).test(`${'a'.repeat(5_000)}!`)).toThrow('takes too long');
  });
});
