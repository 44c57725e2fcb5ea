import { describe, expect, test } from '@jest/globals';
import { referencesIn } from './references.js';

const ROOTS = new Set(['outputs', 'tasks']);

/** `outputs.first[taskrun.value]` for a reference; `*` where only the evaluation knows. */
function read(value: unknown): readonly string[] | undefined {
  return referencesIn(value, ROOTS)?.map(({ root, keys }) =>
    [
      root,
      ...keys.map((key) => {
        switch (key.kind) {
          case 'literal':
            return key.text;
          case 'variable':
            return `[${key.path.join('.')}]`;
          default:
            return key.kind === 'any' ? '*' : '(each)';
        }
      }),
    ].join(' '),
  );
}

describe('references in templates', () => {
  test.each([
    ['plain text about outputs', []],
    ['{{ inputs.outputs }} {{ taskrun.value }}', []],
    ['{{ outputs.a.value }} and {{ tasks["b"].state }}', ['outputs a value', 'tasks b state']],
    ['{{ outputs.a[taskrun.value].value | upper }}', ['outputs a [taskrun.value] value']],
    ['{{ outputs.a[parents[0].taskrun.value] }}', ['outputs a [parents.0.taskrun.value]']],
    ['{{ outputs.a[0] }}', ['outputs a 0']],
    ['{{ outputs[inputs.name].value }}', ['outputs * value']],
    ['{{ outputs.a[outputs.b.key] }}', ['outputs a *', 'outputs b key']],
    ['{{ outputs }}', ['outputs']],
    ['{{ currentEachOutput(outputs.a).value }}', ['outputs a (each)']],
    ['{{ loopOutputs(outputs.a.outputs, "x") }}', ['outputs a outputs']],
    [
      '{{ max(outputs.a.value, inputs.x) ?? outputs.b.value }}',
      ['outputs a value', 'outputs b value'],
    ],
    [
      '{{ outputs.a is defined ? {"k": outputs.b} : [outputs.c] }}',
      ['outputs a', 'outputs b', 'outputs c'],
    ],
    [
      '{% if outputs.a.ok %}{{ outputs.b }}{% else %}{{ outputs.c }}{% endif %}',
      ['outputs a ok', 'outputs b', 'outputs c'],
    ],
    [
      '{% for one in outputs.a.list %}{{ outputs.b[one] }}{% endfor %}',
      ['outputs a list', 'outputs b *'],
    ],
    ['{% set all = outputs.a %}{{ all.x }}', ['outputs a']],
    [
      '{% macro f(x) %}{{ outputs.a[x] }}{% endmacro %}{{ f(outputs.b.x) }}',
      ['outputs a *', 'outputs b x'],
    ],
    ['{% filter upper %}{{ outputs.a }}{% endfilter %}', ['outputs a']],
    ['{{ inputs.a | default(value=outputs.b.x) }}', ['outputs b x']],
  ])('%s', (template, expected) => {
    expect(read(template)?.toSorted()).toEqual([...expected].sort());
  });

  test('are looked for in maps, their keys and lists', () => {
    const task = { '{{ outputs.a }}': ['{{ outputs.b }}', { deep: '{{ outputs.c }}', count: 1 }] };
    expect(read(task)).toEqual(['outputs a', 'outputs b', 'outputs c']);
  });

  test.each([
    ['renders a text that is not known before', '{{ render(vars.text) }}'],
    ['reads all variables', '{{ printContext() }}'],
    ['reads the states of all tasks', '{{ tasksWithState("FAILED") }}'],
    ['is kept for a later rendering', '{% raw %}{{ outputs.a }}{% endraw %}'],
    [
      'calls something else by a name that keys are made of',
      '{% for taskrun in [1] %}{{ outputs.a[taskrun.value] }}{% endfor %}',
    ],
    [
      'gives such a name to a parameter',
      '{% macro f(taskrun) %}{{ outputs.a[taskrun.value] }}{% endmacro %}',
    ],
    ['cannot be parsed', '{{ outputs.a'],
  ])('are not known when a template %s', (_case, template) => {
    expect(read(template)).toBeUndefined();
  });
});
