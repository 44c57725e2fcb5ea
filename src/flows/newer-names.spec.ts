import { describe, expect, test } from '@jest/globals';
import { checkSyntax, render } from '../expressions/index.js';
import { findPlugin, nearestType } from '../plugins/index.js';
import { parseFlow } from './parse-flow.js';

const CORE = 'io.kestra.plugin.core';
const KESTRA = 'io.kestra.plugin.kestra';
const LOG = `${CORE}.log.Log`;

const parse = (lines: string): ReturnType<typeof parseFlow> =>
  parseFlow(`id: f\nnamespace: team\n${lines}\n`, {
    catalog: { findPlugin, nearestType },
    expressions: checkSyntax,
  });

/** The first task of a flow that has no violations. */
function taskOf(text: string): unknown {
  const { flow, violations } = parse(`tasks: [${text}]`);
  expect(violations).toEqual([]);
  return flow?.tasks[0];
}

function problemsOf(lines: string): string[] {
  return parse(lines).violations.map(({ path, message }) => `${path}: ${message}`);
}

describe('the names of 2.0', () => {
  test('`when` of a task is its runIf', () => {
    expect(taskOf(`{id: t, type: ${LOG}, message: m, when: "{{ inputs.x }}"}`)).toEqual({
      id: 't',
      type: LOG,
      message: 'm',
      runIf: '{{ inputs.x }}',
    });
  });

  test('`when` of a check is its condition', () => {
    const tasks = `tasks: [{id: t, type: ${LOG}, message: m}]`;
    const { flow } = parse(`checks: [{when: "{{ false }}", message: no}]\n${tasks}`);
    expect(flow?.checks).toEqual([{ condition: '{{ false }}', message: 'no' }]);
  });

  test.each([
    `{id: t, type: ${CORE}.trigger.Schedule, cron: "* * * * *", when: "{{ isWeekend(trigger.date) }}"}`,
    `{id: t, type: ${CORE}.trigger.Webhook, key: k, when: "{{ trigger.body.x == 1 }}"}`,
    `{id: t, type: ${CORE}.trigger.Flow, mode: AT_LEAST, minSatisfied: 1, window: {every: PT1H},
      dependsOn: [{namespace: team, flowId: other, states: [SUCCESS], when: "{{ labels.a == 'b' }}"}]}`,
  ])('a trigger may say %s', (trigger) => {
    const tasks = `tasks: [{id: l, type: ${LOG}, message: m}]`;
    expect(problemsOf(`triggers: [${trigger}]\n${tasks}`)).toEqual([]);
  });

  test('the tag of a workerSelector is the key of a worker group, whose fallback is FAIL', () => {
    const declared = `{id: t, type: ${LOG}, message: m, workerSelector: {tags: [gpu]}}`;
    expect(taskOf(declared)).toMatchObject({ workerGroup: { key: 'gpu', fallback: 'FAIL' } });
    const { flow } = parse(
      `workerSelector: {tags: [gpu], fallback: WAIT}\ntasks: [{id: t, type: ${LOG}, message: m}]`,
    );
    expect(flow?.workerGroup).toEqual({ key: 'gpu', fallback: 'WAIT' });
  });

  test('several tags and unknown fallbacks are refused', () => {
    const task = (lines: string): string => `tasks: [{id: t, type: ${LOG}, message: m, ${lines}}]`;
    expect(problemsOf(task('workerSelector: {tags: [a, b]}'))).toEqual([
      'tasks[0].workerSelector.tags: must hold one tag at most: a worker belongs to one group',
    ]);
    expect(problemsOf(task('workerGroup: {key: a, fallback: LATER}'))).toHaveLength(1);
  });

  test.each([
    [`${KESTRA}.executions.Resume`, `${CORE}.execution.Resume`, 'executionId: x'],
    [`${KESTRA}.triggers.Toggle`, `${CORE}.trigger.Toggle`, 'trigger: t, enabled: true'],
    [`${KESTRA}.logs.Fetch`, `${CORE}.log.Fetch`, 'level: WARN'],
    [`${KESTRA}.executions.Count`, `${KESTRA}.executions.Count`, 'namespaces: [team]'],
  ])('%s is %s, asked of this server', (type, canonical, properties) => {
    const connection = 'kestraUrl: "http://localhost:8080", auth: {username: u, password: p}';
    const { flow, violations, warnings } = parse(
      `tasks: [{id: t, type: ${type}, ${properties}, ${connection}, tenantId: main}]`,
    );
    expect(violations).toEqual([]);
    expect(flow?.tasks[0]?.type).toBe(canonical);
    expect(flow?.tasks[0]).not.toHaveProperty('auth');
    expect(warnings).toHaveLength(3);
  });

  test('fromJson and toJson are json', () => {
    const variables = { get: (name: string) => (name === 'x' ? '{"a": [1]}' : undefined) };
    const options = { variables: { ...variables, keys: () => ['x'] } };
    expect(render('{{ fromJson(x).a | toJson }} {{ json(x).a | json }}', options)).toBe('[1] [1]');
  });
});

describe('a Loop', () => {
  const loop = (lines: string): string =>
    `tasks: [{id: l, type: ${CORE}.flow.Loop, tasks: [{id: t, type: ${LOG}, message: m}], ${lines}}]`;

  test('takes a list, a map or an expression, and declares outputs', () => {
    const outputs = 'outputs: [{id: o, type: INT, value: "{{ item.index }}"}]';
    for (const values of ['[a, 1, {b: c}]', '{k: v}', '"{{ outputs.x.uri }}"']) {
      expect(problemsOf(loop(`values: ${values}, concurrencyLimit: 0, ${outputs}`))).toEqual([]);
    }
  });

  test('is refused without values, with outputs of no type there is, and with a taken id', () => {
    expect(problemsOf(loop('concurrencyLimit: 2'))).toEqual(['tasks[0].values: must not be null']);
    expect(problemsOf(loop('values: [a], outputs: [{id: o, type: WHAT, value: v}]'))).toHaveLength(
      1,
    );
    expect(problemsOf(loop('values: [a], fetchType: STORE'))).toHaveLength(1);
    const taken = `tasks: [{id: l_iteration, type: ${LOG}, message: m}, {id: l, type: ${CORE}.flow.Loop, values: [],
      tasks: [{id: t, type: ${LOG}, message: m}]}]`;
    expect(problemsOf(taken)).toEqual(['tasks[1].id: Duplicate task id with name [l_iteration]']);
  });
});
