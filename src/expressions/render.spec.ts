import { describe, expect, test } from '@jest/globals';
import { Double } from '../model/numbers.js';
import {
  checkSyntax,
  ExpressionError,
  filterNames,
  functionNames,
  isTruthy,
  render,
  renderDeep,
  renderTyped,
  UndefinedVariableError,
  variablesOf,
  type RenderOptions,
} from './index.js';

const variables = variablesOf({
  vars: { n: 1, text: 'a', list: [1, 2], nothing: null, map: { k: 'v' } },
});
const options: RenderOptions = { variables, timeZone: 'UTC' };

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('filters of text and lists', () => {
  test.each([
    ["{{ 'abc' | abbreviate(2) }}", 'abc'],
    ["{{ '%e4%20%C3%A4+' | urldecode }}", '\uFFFD ä '],
    ["{{ 'YQ' | base64decode }}{{ 'YQ==' | base64decode }}", 'aa'],
    ["{{ 'ab' | replace({'': '-'}) }}", '-a-b-'],
    ["{{ 'a$&b' | replace({'$&': '$1'}) }}", 'a$1b'],
    ["{{ [1, 1.0, '1', 1, true, null, [1], [1.0], null] | distinct }}", '[1,"1",true,null,[1]]'],
  ])('%s', (template, text) => {
    expect(render(template, options)).toBe(text);
  });

  test.each([
    "{{ '%zz' | urldecode }}",
    "{{ 'YQ=' | base64decode }}",
    "{{ 'YQ===' | base64decode }}",
  ])('%s fails', (template) => {
    expect(() => render(template, options)).toThrow(ExpressionError);
  });
});

describe('regular expressions', () => {
  test.each([
    [
      "{{ 'order-12345' | regexMatch('\\d+') }} {{ 'order' | regexMatch(regex='^\\d') }}",
      'true false',
    ],
    ["{{ null | regexMatch('a') }}", 'false'],
    ["{{ 'a-b' | regexReplace('(\\w)-(\\w)', '$2-$1') }}", 'b-a'],
    ["{{ 'order-12345' | regexExtract('(\\d)(\\d+)') }}", '12345'],
    ["{{ 'order-12345' | regexExtract(regex='(\\d)(\\d+)', group=1) }}", '1'],
    ["{{ ('order' | regexExtract('\\d')) is null }}", 'true'],
  ])('%s', (template, text) => {
    expect(render(template, options)).toBe(text);
  });

  test.each([
    ["{{ 'a' | regexMatch }}", 'The argument `regex` is missing'],
    ["{{ 'a' | regexReplace('a') }}", 'The argument `replacement` is missing'],
    ["{{ 'a' | regexMatch('(') }}", 'is not a valid regular expression'],
  ])('%s fails', (template, message) => {
    expect(() => render(template, options)).toThrow(message);
  });
});

describe('isIn compares as text', () => {
  test.each([
    ["{{ 1 isIn ['1', 'a'] }} {{ 'b' isIn ['a'] }}", 'true false'],
    ["{{ 'k' isIn vars.map }} {{ 'v' isIn vars.map }} {{ 'x' isIn vars.map }}", 'true true false'],
    ["{{ null isIn [null] }} {{ 'a' isIn 'abc' }} {{ 'a' isIn null }}", 'false false false'],
    ["{{ 'a' isIn ['a'] and not (2 isIn vars.list) }}", 'false'],
  ])('%s', (template, text) => {
    expect(render(template, options)).toBe(text);
  });
});

describe('the calendar', () => {
  test.each([
    ["{{ dayOfWeek('2025-01-06T00:30:00+02:00') }}", 'MONDAY'],
    ["{{ dayOfMonth('2025-01-06') }} {{ monthOfYear(date='2025-01-06') }}", '6 1'],
    ["{{ hourOfDay('2025-01-06T23:30:00+02:00') }} {{ hourOfDay('2025-01-06') }}", '23 0'],
    ["{{ isWeekend('2025-01-05') }} {{ isWeekend('2025-01-06') }}", 'true false'],
    ["{{ isDayWeekInMonth('2025-01-06', 'MONDAY', 'FIRST') }}", 'true'],
    ["{{ isDayWeekInMonth('2025-01-27', 'monday', 'last') }}", 'true'],
    ["{{ isDayWeekInMonth('2025-01-13', 'MONDAY', 'FIRST') }}", 'false'],
  ])('%s', (template, text) => {
    expect(render(template, options)).toBe(text);
  });

  test('knows public holidays of countries and of their parts', async () => {
    const template =
      "{{ isPublicHoliday('2026-07-14', 'FR') }} {{ isPublicHoliday('2026-01-06', 'DE', 'DE-BY') }} " +
      "{{ isPublicHoliday('2026-01-06', 'DE') }}";
    expect(await render(template, options)).toBe('true true false');
    await expect(render("{{ isPublicHoliday('2026-01-06', 'XX') }}", options)).rejects.toThrow(
      'no calendar of public holidays for XX',
    );
  });

  test('refuses what is no weekday', () => {
    expect(() =>
      render("{{ isDayWeekInMonth('2025-01-06', 'MONTAG', 'FIRST') }}", options),
    ).toThrow('did you mean `MONDAY`?');
    expect(() => render('{{ isWeekend(null) }}', options)).toThrow('`date` is missing');
  });
});

describe('outputs in loops', () => {
  const inLoop = variablesOf({
    task: { id: 'step' },
    taskrun: { value: 'c', iteration: 2 },
    parents: [{ taskrun: { value: 'x' }, outputs: { n: 1 } }, { outputs: { n: 2 } }],
    outputs: { step: { x: { a: { value: 'A' }, b: { value: 'B' } } }, other: { x: {} } },
  });

  test.each([
    ['{{ iterationOutput() }}', 'B'],
    ["{{ iterationOutput('step', 0) }}", 'A'],
    ["{{ iterationOutput(taskId='missing') is null }}", 'true'],
    ['{{ parentOutput().n }} {{ parentOutput(0).n }} {{ parentOutput(1).n }}', '1 2 1'],
  ])('%s', (template, text) => {
    expect(render(template, { variables: inLoop })).toBe(text);
  });

  test.each([
    ['{{ iterationOutput(iteration=2) }}', 'There is no iteration 2'],
    ['{{ parentOutput(2) }}', 'There is no parent 2'],
  ])('%s fails', (template, message) => {
    expect(() => render(template, { variables: inLoop })).toThrow(message);
  });

  test('iterationOutput() is refused outside of iterations', () => {
    expect(() => render('{{ iterationOutput() }}', options)).toThrow('run in iterations');
  });
});

describe('ids', () => {
  test('a nano id has the length and the alphabet that it is given', () => {
    expect(render('{{ nanoId() }}', options)).toMatch(/^[\w-]{21}$/);
    expect(render("{{ nanoId(length=5, alphabet='ab') }}", options)).toMatch(/^[ab]{5}$/);
    expect(() => render('{{ nanoId(1001) }}', options)).toThrow('between 1 and 1000');
  });

  test('KSUIDs sort by time', () => {
    const at = (seconds: number): unknown =>
      render('{{ ksuid() }}', { ...options, now: () => seconds * 1_000 });
    expect(at(1_700_000_000)).toMatch(/^[0-9A-Za-z]{27}$/);
    expect(String(at(1_700_000_000)) < String(at(1_700_000_001))).toBe(true);
  });
});

describe('rendering', () => {
  test('answers at once when nothing is asynchronous', () => {
    expect(render('{{ vars.n }} and {{ vars.list }}', options)).toBe('1 and [1,2]');
  });

  test('renders once: expressions inside values stay', () => {
    const nested = variablesOf({ vars: { a: '{{ vars.b }}', b: 'x' } });
    expect(render('{{ vars.a }}', { variables: nested })).toBe('{{ vars.b }}');
    expect(render('{{ vars.a }}', { variables: nested, recursive: true })).toBe('x');
  });

  test('a recursive rendering that never becomes stable fails', () => {
    const loop = variablesOf({ vars: { a: 'x{{ vars.a }}' } });
    expect(() => render('{{ vars.a }}', { variables: loop, recursive: true })).toThrow(
      /100 passes/,
    );
  });

  test('raw blocks survive every pass', () => {
    const nested = variablesOf({ a: '{{ b }}', b: 'x' });
    const template = '{{ a }} {% raw %}{{ a }}{% endraw %}';
    expect(render(template, { variables: nested, recursive: true })).toBe('x {{ a }}');
  });

  test.each([
    ["{{ '{% raw %}{{ a }}{% endraw %} {%- raw -%}b{%- endraw -%}' }}", '{{ a }} b'],
    ["{{ '{% raw %}a\n{% raw %}b{% endraw %}' }}", '{% raw %}a\nb'],
    ["{{ 'a{% endraw %}{% raw %}b{% endraw %}{% raw %}' }}", 'a{% endraw %}b{% raw %}'],
    ['{% verbatim %} \n {{ a }} {% raw %}{% endverbatim %}{{ vars.n }}', '{{ a }} {% raw %}1'],
    ['{% verbatim %}  {% endverbatim %}x{% verbatim %}y{%- endverbatim -%} z', 'xy z'],
  ])('raw blocks are told apart: %j', (template, text) => {
    expect(render(template, options)).toBe(text);
  });

  test('render() does not exist where the server renders recursively', () => {
    expect(() => render("{{ render('a') }}", { ...options, recursive: true })).toThrow(
      ExpressionError,
    );
  });
});

describe('errors', () => {
  test('an undefined attribute names itself, the expression, its place and the nearest name', () => {
    const error = thrownBy(() => render('a\n{{ vars.txt }}', options)) as UndefinedVariableError;
    expect(error).toBeInstanceOf(UndefinedVariableError);
    expect(error.message).toBe(
      'Unable to find `txt` used in the expression `a\n{{ vars.txt }}` at line 2, column 9, did you mean `text`?',
    );
  });

  test.each([
    ['a\n\n  {{ vars.list[9] }}', 'at line 3, column 11'],
    ["{{ 'a' |\n  foo }}", 'at line 2, column 3'],
    ['{{ 1 +\n }}', 'at line 2, column 2'],
    ['{% if true %}\nx', 'at line 1, column 4'],
    ['{{ "ab#{vars.q}" }}', 'at line 1, column 14'],
  ])('%j is told with its place', (template, place) => {
    expect(() => render(template, options)).toThrow(place);
  });

  test.each([
    ['{% if true %}{% elif true %}{% endif %}', 'did you mean `elseif`?'],
    ['{% if true %}{% else if true %}{% endif %}', 'did you mean `elseif`?'],
    ['{% if true %}{% endfi %}', 'did you mean `endif`?'],
    ['{% endif %}', 'The tag `endif` belongs to no open tag'],
    ['{% raw %}a\n{% endraw %}', '`verbatim` goes over several lines'],
    ['{{ vars.map.with-dash }}', "did you mean `['with-dash']`?"],
    ['{{ range(1) }}', 'The argument `end` is missing'],
  ])('%j is answered with what was probably meant', (template, hint) => {
    const dashed = variablesOf({ vars: { map: { 'with-dash': 1 } } });
    expect(() => render(template, { variables: dashed })).toThrow(hint);
  });

  test('of a long template the part around the place is told', () => {
    const long = `${'x'.repeat(5_000)}\n{{ vars.txt }}${'y'.repeat(5_000)}`;
    const { message } = thrownBy(() => render(long, options)) as Error;
    expect(message).toContain('x\n{{ vars.txt }}y');
    expect(message).toContain('at line 2, column 9');
    expect(message.length).toBeLessThan(500);
  });

  test('undefined inside arithmetic, comparison and render() is a failure that ?? does not catch', () => {
    for (const template of [
      '{{ (vars.no + 1) ?? 2 }}',
      '{{ (vars.no == 1) ?? 2 }}',
      "{{ render('{{ no }}') ?? 2 }}",
    ]) {
      const error = thrownBy(() => render(template, options));
      expect(error).toBeInstanceOf(ExpressionError);
      expect(error).not.toBeInstanceOf(UndefinedVariableError);
    }
  });

  test.each([
    ['{{ 1 | uper }}', /filter `uper`.*did you mean `upper`/],
    ['{{ nov() }}', /function `nov`.*did you mean `now`/],
    ['{{ 1 is evn }}', /test `evn`.*did you mean `even`/],
    ['{% fro x in y %}', /tag `fro`.*did you mean `for`/],
    ["{{ 'a' | slice(form=1) }}", /no argument `form`/],
    ['{{ 1 + }}', /A value is expected/],
    ['{% if true %}', /endif/],
    ['{{ "a', /not closed/],
    ['a\n{{ 1', /line 2/],
  ])('checkSyntax explains what is wrong with %j', (template, message) => {
    expect(checkSyntax(template)?.message).toMatch(message);
  });

  test('checkSyntax accepts what only lacks its variables', () => {
    expect(
      checkSyntax('{{ any.thing | upper }}{% for a in b %}{{ a }}{% endfor %}'),
    ).toBeUndefined();
    expect(checkSyntax('no template } %}')).toBeUndefined();
  });
});

describe('typed rendering', () => {
  test.each([
    ['{{ vars.list }}', [1, 2]],
    ['{{ 1.0 }}', new Double(1)],
    ['{{ vars.nothing }}', null],
    ['a{{ vars.text }}', 'aa'],
    ['{{ 1 }}{{ 2 }}', 3],
    ["{{ '1.5' | number('BIGDECIMAL') }}", 1.5],
    ['plain', 'plain'],
  ])('%j yields its value', (template, value) => {
    expect(renderTyped(template, options)).toEqual(value);
  });

  test.each([
    'a{{ vars.n }}',
    '{{ vars.list }}{{ vars.list }}',
    '{{ 1 }}{{ 2.5 }}',
    '{{ true }}{{ true }}',
  ])('%j has no common type', (template) => {
    expect(() => renderTyped(template, options)).toThrow(ExpressionError);
  });
});

describe('deep rendering', () => {
  test('renders keys and values of maps and elements of lists, and leaves other types alone', () => {
    const value = { '{{ vars.text }}': ['{{ vars.n }}', 5, null, { b: true }] };
    expect(renderDeep(value, options)).toEqual({ a: ['1', 5, null, { b: true }] });
  });

  test('of two keys that render to the same text the first wins', () => {
    expect(renderDeep({ '{{ vars.text }}': 1, a: 2 }, options)).toEqual({ a: 1 });
  });
});

describe('the host', () => {
  test('a function that answers later makes the rendering a promise', async () => {
    const rendered = render("{{ secret('a') }}-{{ kv('k').x }}", {
      variables,
      host: { secret: (name) => Promise.resolve(`${name}!`), kv: () => Promise.resolve({ x: 7 }) },
    });
    expect(rendered).toBeInstanceOf(Promise);
    expect(await rendered).toBe('a!-7');
  });

  test('every call is made once, whatever is evaluated again', async () => {
    const calls: string[] = [];
    const read = (path: string): Promise<string> => {
      calls.push(path);
      return Promise.resolve(path.toUpperCase());
    };
    const template = "{% for p in ['a', 'b', 'a'] %}{{ read(p) }}{% endfor %}";
    expect(await render(template, { variables, host: { read } })).toBe('ABA');
    expect(calls).toEqual(['a', 'b', 'a']);
  });

  test('random values do not change when a later call suspends the rendering', async () => {
    const seen: string[] = [];
    const read = (path: string): Promise<string> => {
      seen.push(path);
      return Promise.resolve(path);
    };
    const text = await render('{% set u = uuid() %}{{ read(u) }} {{ u }}', {
      variables,
      host: { read },
    });
    expect(text).toBe(`${seen[0]} ${seen[0]}`);
  });

  test('a refusal is a failure that ?? does not catch', async () => {
    const secret = (): Promise<string> => Promise.reject(new Error('unknown secret'));
    await expect(
      render("{{ secret('a') ?? 'b' }}", { variables, host: { secret } }),
    ).rejects.toThrow(/unknown secret/);
  });

  test('without a host the function says where it works', () => {
    expect(() => render("{{ read('a') }}", options)).toThrow(/cannot be used here/);
  });

  test('the clock is the one of the options', () => {
    expect(render("{{ now('iso_instant') }}", { ...options, now: () => 1_500 })).toBe(
      '1970-01-01T00:00:01.500Z',
    );
  });
});

test('a rendered text is false exactly for false, 0, -0 and empty', () => {
  expect(['false', '0', '-0', '', null].some(isTruthy)).toBe(false);
  expect([' ', 'FALSE', '0.0', 'no', '[]', true, 1].every(isTruthy)).toBe(true);
});

test('the catalog lists names and arguments', () => {
  expect(filterNames()).toContain('dateAdd');
  expect(functionNames()).toContainEqual({
    name: 'kv',
    arguments: ['key', 'namespace', 'errorOnMissing'],
  });
});
