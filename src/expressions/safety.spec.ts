import { describe, expect, test } from '@jest/globals';
import { ExpressionError, render, UndefinedVariableError, variablesOf } from './index.js';

class Service {
  readonly token = 'secret';
  shutdown(): string {
    return 'gone';
  }
}

const variables = variablesOf({
  vars: {
    text: 'abc',
    list: [1],
    map: { a: 1 },
    service: new Service(),
    date: new Date(0),
    call: () => 'called',
  },
});

describe('nothing of the host language can be reached', () => {
  test.each([
    "{{ ''.constructor }}",
    "{{ ''.constructor.constructor('return 1')() }}",
    '{{ vars.constructor }}',
    "{{ vars['__proto__'] }}",
    '{{ vars.map.__proto__ }}',
    '{{ vars.map.hasOwnProperty }}',
    '{{ vars.map.toString() }}',
    "{{ vars.list['length'] }}",
    '{{ vars.list.constructor }}',
    '{{ vars.list.map }}',
    '{{ vars.list.push(1) }}',
    '{{ vars.service.token }}',
    '{{ vars.service.shutdown() }}',
    '{{ vars.date.getTime() }}',
    '{{ vars.text.constructor() }}',
    "{{ vars.text.__defineGetter__('a') }}",
    '{{ 1.toFixed }}',
    '{{ constructor }}',
    '{{ __proto__ }}',
    '{{ process }}',
    '{{ globalThis }}',
  ])('%s', (template) => {
    expect(() => render(template, { variables })).toThrow(ExpressionError);
  });

  test('a function among the variables cannot be called', () => {
    expect(() => render('{{ vars.call() }}', { variables })).toThrow(UndefinedVariableError);
  });

  test('a key called __proto__ is a key like any other and changes no prototype', () => {
    const template =
      "{% set m = {'__proto__': {'polluted': 1}} %}{{ m }} {{ {} | merge(m) }} {{ ({}).polluted ?? 'clean' }}";
    expect(render(template, { variables })).toBe(
      '{"__proto__":{"polluted":1}} {"__proto__":{"polluted":1}} clean',
    );
  });
});

/** On a busy machine the time of an expression may be over before its values are. */
const EXHAUSTED = /values|longer than/;

/** A template that changes `x` 60 times. */
function doubling(step: string, end = '{{ x | length }}', start = "['a', 'a']"): string {
  return `{% set x = ${start} %}${`{% set x = ${step} %}`.repeat(60)}${end}`;
}

describe('runaway templates fail by themselves', () => {
  test.each([
    [
      'loops',
      '{% for a in range(1, 1000) %}{% for b in range(1, 2000) %}{% endfor %}{% endfor %}',
      /steps/,
    ],
    ['ranges', '{{ range(1, 900000000000) }}', /steps/],
    [
      'growing text',
      "{% set x = 'aaaaaaaaaaaaaaaa' %}{% for i in 1..40 %}{% set x = x ~ x %}{% endfor %}",
      /longer/,
    ],
    ['margins', "{{ 'a' | indent(9000000000) }}", /longer/],
    ['endless macros', '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}', /deeper/],
    ['brackets', `{{ ${'('.repeat(10_000)}1 }}`, /deeper/],
    ['long chains', `{{ ${'1 + '.repeat(100_000)}1 }}`, /deeply/],
    ['long patterns', `{{ 'a' | split('${'a'.repeat(5_000)}') }}`, /longer/],
    ['lists merged with themselves', doubling('x | merge(x)'), /steps/],
    ['lists added to themselves', doubling('x + x'), /steps/],
    ['lists flattened with themselves', doubling('[x, x] | flatten'), /steps/],
    ['printed lists of the same list', doubling('[x, x]', '{{ x }}'), /longer/],
    ['YAML of lists of the same list', doubling('[x, x]', '{{ x | yaml }}'), /longer/],
    ['Ion of lists of the same list', doubling('[x, x]', '{{ x | toIon }}'), EXHAUSTED],
    [
      'leaves of lists of the same list',
      doubling('[x, x]', "{{ x | escapeChar('shell') }}"),
      EXHAUSTED,
    ],
    ['rendered lists of the same list', doubling('[x, x]', '{{ render(x) }}'), EXHAUSTED],
    ['templates of too many parts', '{{1}}'.repeat(200_000), /more than 300000 parts/],
    ['growing numbers', doubling('x * x', '{{ x }}', "'7' | number('BIGINTEGER')"), /digits/],
    ['long numbers', '{{ range(1, 100000) | join | number }}', /digits/],
    ['replaced nothing', "{{ range(1, 900000) | join | replace({'': 'aaaaaaaaaa'}) }}", /longer/],
  ])('%s', (_, template, message) => {
    expect(() => render(template, { variables })).toThrow(message);
  });

  test('tags that nothing closes take linear time', () => {
    const openings = '{% raw %}'.repeat(100_000);
    expect(render(`{{ "${openings}" }}`, { variables })).toBe(openings);
    const inValue = variablesOf({ vars: { openings } });
    expect(() => render('{{ render(vars.openings) }}', { variables: inValue })).toThrow('endraw');
    const blanks = ' '.repeat(1_000_000);
    expect(() => render(`{% verbatim %}${blanks}x`, { variables })).toThrow('endverbatim');
  });

  test('a pattern that explodes in a backtracking engine is harmless', () => {
    const template = `{{ '${'a'.repeat(50_000)}b' | replace({'(a+)+$': 'x'}, regexp=true) | length }}`;
    expect(render(template, { variables })).toBe('50001');
  });

  test('structures that are too large to compare end after the time of an expression', () => {
    const pair = '{% set x = [x, x] %}{% set y = [y, y] %}'.repeat(60);
    const template = `{% set x = [1] %}{% set y = [1] %}${pair}{{ x == y }}`;
    expect(() => render(template, { variables })).toThrow(/takes longer/);
  }, 30_000);

  test('an explosive pattern that needs backtracking is stopped', () => {
    expect(() =>
      render(`{{ '${'a'.repeat(100)}!' | replace({'(?=a)(a+)+$': 'x'}, regexp=true) }}`, {
        variables,
      }),
    ).toThrow(/takes too long/);
  });
});
