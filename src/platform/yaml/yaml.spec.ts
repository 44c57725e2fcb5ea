import { describe, expect, test } from '@jest/globals';
import { Double } from '../../model/numbers.js';
import { parseYaml, yamlDocuments } from './index.js';

const bomb = [
  'a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]',
  ...Array.from({ length: 9 }, (_, i) => {
    const aliases = Array.from({ length: 9 }, () => `*a${i}`);
    return `a${i + 1}: &a${i + 1} [${aliases.join(', ')}]`;
  }),
].join('\n');

describe('parseYaml', () => {
  test('integers, doubles, texts and empty values keep what they are', () => {
    expect(parseYaml('i: 1\nd: 1.0\nt: 2024-01-31\nn:\nbig: 9007199254740993')).toEqual({
      i: 1,
      d: new Double(1),
      t: '2024-01-31',
      n: null,
      big: 9007199254740993n,
    });
    expect(parseYaml('')).toBeNull();
  });

  test('an alias means the nearest anchor before it, also inside a repeated node', () => {
    expect(parseYaml('a: &x 1\nb: &y [*x]\nc: &x 2\nd: *y\ne: *x')).toEqual({
      a: 1,
      b: [1],
      c: 2,
      d: [1],
      e: 2,
    });
  });

  test('what a map says itself wins over what it merges', () => {
    expect(parseYaml('base: &b {x: 1, y: 2}\nmine:\n  <<: *b\n  y: 3')).toEqual({
      base: { x: 1, y: 2 },
      mine: { x: 1, y: 3 },
    });
  });

  test('`__proto__` is a key like any other', () => {
    const value = parseYaml('__proto__: {admin: true}') as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value['admin']).toBeUndefined();
  });

  test.each([
    ['brackets', '['.repeat(50_000), 'nested more than'],
    ['braces', '{a: '.repeat(50_000), 'nested more than'],
    ['dashes', '- '.repeat(50_000), 'nested more than'],
    ['question marks', '? '.repeat(50_000), 'nested more than'],
    [
      'indented maps',
      Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'nested',
    ],
    ['aliases of aliases', bomb, 'the aliases stand for more than'],
    ['an alias of itself', 'a: &a [*a]', 'contains itself'],
    ['an unknown alias', 'a: *b', 'there is no anchor &b'],
    ['a long text', `a: ${'x'.repeat(50 * 1024 * 1024)}`, 'longer than'],
    ['many parts', '- a\n'.repeat(300_000), 'parts'],
    ['a field twice', 'a: 1\nb: 2\na: 3', "Duplicate field 'a' (line 3, column 1)"],
    ['two documents', 'a: 1\n---\nb: 2', 'one document is expected here'],
    ['no YAML', 'a: [1', '(line 1, column 6)'],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseYaml(text)).toThrow(
      expect.objectContaining({
        code: 'ILLEGAL_ARGUMENT',
        message: expect.stringContaining(message),
      }),
    );
  });

  test('many aliases and many keys are read in linear time', () => {
    const aliases = `a: &a 1\nb: [${'*a, '.repeat(20_000)}]`;
    expect((parseYaml(aliases) as { b: unknown[] }).b).toHaveLength(20_000);
    const keys = Array.from({ length: 50_000 }, (_, i) => `k${i}: 1`).join('\n');
    expect(Object.keys(parseYaml(keys) as object)).toHaveLength(50_000);
  });
});

describe('yamlDocuments', () => {
  test('the bounds hold for each document of a stream, not for all together', () => {
    const stream = `${'- a\n'.repeat(100_000)}---\n`.repeat(3);
    expect([...yamlDocuments(stream)]).toHaveLength(4);
  });
});
