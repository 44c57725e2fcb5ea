import { expect, test } from '@jest/globals';
import { neededReferencesOf } from './index.js';

const names = (template: string): string[] =>
  neededReferencesOf(template).map(({ root, name }) => `${root}.${name}`);

test.each([
  ['{{ inputs.a }} {{ outputs["my-task"].value }}', ['inputs.a', 'outputs.my-task']],
  ["{{ inputs.a | upper ~ 'x' }}{% if inputs.b == 1 %}x{% endif %}", ['inputs.a', 'inputs.b']],
  ["{{ render(inputs.a) }} {{ {'k': [inputs.b]} }}", ['inputs.a', 'inputs.b']],
  ['{{ "a#{inputs.a}" }} {{ inputs.a.toUpperCase() }}', ['inputs.a', 'inputs.a']],
  ['{% set x = inputs.a %}{% for y in inputs.b %}{{ y }}{% endfor %}', ['inputs.a', 'inputs.b']],
])('%s reads %j', (template, expected) => {
  expect(names(template).toSorted()).toEqual(expected.toSorted());
});

test.each([
  "{{ inputs.a ?? 'x' }} {{ inputs.b | default('x') }} {{ inputs.c is defined }}",
  "{{ false ? inputs.a : 'x' }} {% if false %}{{ inputs.a }}{% endif %}",
  '{% for x in [] %}{{ inputs.a }}{% endfor %}{{ false and inputs.a }}{{ true or inputs.a }}',
  '{% macro m() %}{{ inputs.a }}{% endmacro %}',
  '{% raw %}{{ inputs.a }}{% endraw %} {{ inputs[vars.x] }} {{ inputs }}',
  '{{ inputs.a |',
])('%s needs nothing for sure', (template) => {
  expect(names(template).filter((name) => name.startsWith('inputs.'))).toEqual([]);
});
