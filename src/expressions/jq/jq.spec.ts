import { describe, expect, test } from '@jest/globals';
import { render, variablesOf } from '../index.js';

const jq = (program: string): unknown =>
  render(`{{ vars.map | jq(vars.program) }}`, {
    variables: variablesOf({ vars: { map: { a: [1, 2] }, program } }),
  });

describe('a jq program', () => {
  test('gives all its outputs', async () => {
    expect(await jq('.a[]')).toBe('[1,2]');
    expect(await jq('.a[] | . + 1')).toBe('[2,3]');
  });

  test('without any output gives an empty list', async () => {
    expect(await jq('.a[] | select(. > 5)')).toBe('[]');
  });

  test('that jq refuses says why', async () => {
    await expect(async () => jq('.a.b')).rejects.toThrow(
      'The jq program `.a.b` failed: Cannot index array with string "b" in',
    );
    expect(process.exitCode).toBeUndefined();
  });

  test('that is no jq says so without words of a shell', async () => {
    await expect(async () => jq('.a |')).rejects.toThrow(
      'failed: syntax error, unexpected end of file in',
    );
  });

  test('that never ends fails alone, and the next one runs', async () => {
    await expect(async () => jq('def f: f; f')).rejects.toThrow(/The jq program .* takes too long/);
    expect(await jq('.a[1]')).toBe('[2]');
  }, 30_000);

  test('that runs out of memory fails alone, and the next one runs', async () => {
    await expect(async () => jq('reduce range(40) as $i ("a"; . + .) | length')).rejects.toThrow(
      'needs too much memory',
    );
    expect(await jq('.a[1]')).toBe('[2]');
  }, 30_000);

  test('in a loop that hardly ends shares the time of the expression', async () => {
    const template = `{% for i in 1..100000 %}{{ vars | jq('[range(50000)] | length') }}{% endfor %}`;
    await expect(async () =>
      render(template, { variables: variablesOf({ vars: {} }) }),
    ).rejects.toThrow(/takes (too long|longer than 5000 ms)/);
  }, 30_000);
});
