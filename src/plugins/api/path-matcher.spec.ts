import { describe, expect, test } from '@jest/globals';
import { pathMatcher } from './path-matcher.js';

describe('which files a pattern matches', () => {
  test.each([
    ['out.csv', 'out.csv', true],
    ['out.csv', 'deep/er/out.csv', true],
    ['*.csv', 'out.csv', true],
    ['*.csv', 'deep/out.csv', false],
    ['**.csv', 'deep/out.csv', true],
    ['**test1*', 'a/b/test1.txt', true],
    ['dir/**', 'dir/a/b', true],
    ['dir/**', 'other/dir/a', true],
    ['./out.csv', 'deep/out.csv', false],
    ['glob:out.csv', 'deep/out.csv', false],
    ['regex:.*/o[a-z]+\\.csv', 'deep/out.csv', true],
    ['*.{csv,txt}', 'a.txt', true],
    ['*.{csv,txt}', 'a.xml', false],
    ['a,b', 'a,b', true],
    ['file?.txt', 'file1.txt', true],
    ['file[0-3].txt', 'file2.txt', true],
    ['file[!0-3].txt', 'file2.txt', false],
    ['a[+-9]b', 'a/b', false],
    ['a[+-9]b', 'a5b', true],
    ['a[!x]b', 'a/b', false],
    ['a[/]b', 'a/b', false],
    ['a[\\^]b', 'a^b', true],
    [`${'*a'.repeat(40)}b`, 'a'.repeat(1_000), false],
    ['regex:(a|aa)+', `${'a'.repeat(1_000)}!`, false],
    ['.hidden', '.hidden', true],
    ['a.c', 'abc', false],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(pathMatcher([pattern])(path)).toBe(expected);
  });

  test('an unfinished glob is an error', () => {
    expect(() => pathMatcher(['*.{csv'])).toThrow('is not a valid pattern');
  });
});
