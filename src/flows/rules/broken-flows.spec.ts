import { describe, expect, test } from '@jest/globals';
import { checkSyntax } from '../../expressions/index.js';
import { findPlugin, nearestType } from '../../plugins/index.js';
import { parseFlow } from '../parse-flow.js';

const CORE = 'io.kestra.plugin.core';
const LOG = `${CORE}.log.Log`;
const options = { catalog: { findPlugin, nearestType }, expressions: checkSyntax };

function parse(lines: string): ReturnType<typeof parseFlow> {
  const tasks = /^tasks:/m.test(lines) ? '' : `tasks:\n  - {id: t, type: ${LOG}, message: hi}\n`;
  return parseFlow(`id: f\nnamespace: team\n${lines}\n${tasks}`, options);
}

/** `path: message (hint)` of everything that is wrong. */
function problems(lines: string): string {
  return parse(lines)
    .violations.map(({ path, message, hint }) => `${path}: ${message} (${hint ?? ''})`)
    .join('\n');
}

const trigger = (type: string, rest: string): string =>
  problems(`triggers: [{id: x, type: ${CORE}.trigger.${type}, ${rest}}]`);

describe('lists with a broken entry', () => {
  test('keep the places of the entries after it', () => {
    const text = problems(
      'inputs: [{id: a, type: STRNG}, {id: b, type: INT}, {id: b, type: INT}, {id: c, type: INT, dependsOn: {inputs: [a]}}]',
    );
    expect(text).toBe(
      'inputs[0].type: Invalid type: STRNG (did you mean "STRING"?)\n' +
        'inputs[2].id: Duplicate Input with name [b] (inputs[1] has it already)',
    );
  });

  test('name the outputs that are there twice', () => {
    expect(problems('outputs: [{id: a, value: x}, {id: a, value: y}]')).toBe(
      'outputs[1].id: Duplicate Output with name [a] (outputs[0] has it already)',
    );
  });

  test('say where the first task of the name is', () => {
    const inner = `tasks: [{id: a, type: ${LOG}, message: x}]`;
    expect(
      problems(
        `tasks: [{id: s, type: ${CORE}.flow.Sequential, ${inner}}]\nerrors: [{id: a, type: ${LOG}, message: x}]`,
      ),
    ).toBe('errors[0].id: Duplicate task id with name [a] (tasks[0].tasks[0] has it already)');
  });
});

describe('a Dag', () => {
  const dag = (...entries: string[]): string =>
    problems(`tasks: [{id: d, type: ${CORE}.flow.Dag, tasks: [${entries.join(', ')}]}]`);

  test('wants dependencies as a list', () => {
    expect(dag(`{task: {id: a, type: ${LOG}, message: x}, dependsOn: a}`)).toContain(
      'tasks[0].tasks[0].dependsOn: must be a list, but is "a"',
    );
  });

  test('names neither a task that is missing nor a misspelt property as part of a cycle', () => {
    const text = dag(
      '{dependsOn: [a]}',
      `{task: {id: a, type: ${LOG}, message: x}, dependOn: [a]}`,
    );
    expect(text).not.toContain('Cyclic');
    expect(text).toContain('did you mean "dependsOn"?');
  });
});

describe('a type in the wrong place', () => {
  test('is told what it is', () => {
    expect(problems(`tasks: [{id: t, type: ${CORE}.trigger.Schedule, cron: "@daily"}]`)).toContain(
      '(it is a trigger, but a task is expected here)',
    );
  });
});

describe('inputs', () => {
  test.each([
    ['type: DATE, after: soon', 'inputs[0].after: must be a date, but is "soon"'],
    ['type: DATE, defaults: 2024-02-30', 'inputs[0].defaults: must be a date'],
    ['type: TIME, before: "25:00"', 'inputs[0].before: must be a time of day'],
    ['type: DATETIME, after: "2024-01-01T00:00:00"', 'a date and time with a zone'],
    ['type: INT, min: 5, max: 1', "'min' must not be greater than 'max'"],
    ['type: STRING, defaults: a, prefill: b', 'Cannot define both `defaults` and `prefill`'],
  ])('with %s are refused', (rest, expected) => {
    expect(problems(`inputs: [{id: a, ${rest}}]`)).toContain(expected);
  });

  test.each([
    'type: DATE, after: 2024-02-29, defaults: "{{ now() }}"',
    'type: TIME, before: "08:00"',
    'type: DATETIME, before: "2024-01-01T00:00:00+01:00"',
    'type: STRING, required: false, defaults: a',
  ])('with %s are fine', (rest) => {
    expect(problems(`inputs: [{id: a, ${rest}}]`)).toBe('');
  });
});

describe('Flow triggers', () => {
  test.each([
    ['states: [DONE]', 'triggers[0].states[0]: must be one of CREATED'],
    ['stopAfter: [success]', 'triggers[0].stopAfter[0]: must be one of'],
    ['preconditions: {flows: [{namespace: a}]}', 'triggers[0].preconditions.id: must not be null'],
    ['preconditions: {id: p, flow: []}', 'did you mean "flows"?'],
    ['preconditions: {id: p, flows: [{states: [OOPS]}]}', 'flows[0].states[0]: must be one of'],
    [
      'preconditions: {id: p, timeWindow: {type: DAILY_TIME_DEADLINE}}',
      'preconditions.timeWindow.deadline: must not be null',
    ],
    ['dependsOn: [{flowid: a}]', 'did you mean "flowId"?'],
  ])('with %s are refused', (rest, expected) => {
    expect(trigger('Flow', rest)).toContain(expected);
  });

  test.each([
    ['{field: FLOW_ID, type: IS_TRUE, value: x}', 'IS_TRUE is only for the field EXPRESSION'],
    ['{field: FLOW, type: EQUAL_TO, value: x}', 'field: must be one of FLOW_ID'],
    ['{field: STATE, type: IN, value: x}', '`values` must not be null for the type IN'],
    ['{field: STATE, type: EQUAL_TO}', '`value` must not be null for the type EQUAL_TO'],
  ])('do not filter by %s', (filter, expected) => {
    const where = `where: [{id: w, filters: [${filter}]}]`;
    expect(trigger('Flow', `preconditions: {id: p, ${where}}`)).toContain(expected);
  });

  test('take CANCELED for CANCELLED', () => {
    const { flow } = parse(
      `triggers: [{id: x, type: ${CORE}.trigger.Flow, states: [CANCELED, FAILED]}]`,
    );
    expect(flow?.triggers[0]?.['states']).toEqual(['CANCELLED', 'FAILED']);
  });
});

describe('other triggers', () => {
  test('a Webhook waits for no other executions', () => {
    const condition = `{type: ${CORE}.condition.MultipleCondition, id: m, conditions: {}}`;
    expect(trigger('Webhook', `key: k, conditions: [${condition}]`)).toContain(
      'A Webhook trigger does not support a MultipleCondition',
    );
  });

  test('the dates of a list are dates, unless an expression says them later', () => {
    expect(trigger('ScheduleOnDates', 'dates: ["{{ x }}", nope]')).toContain(
      'triggers[0].dates[1]: must be a date with a time, but is "nope"',
    );
  });

  test('a misspelt time zone is answered with the nearest one', () => {
    expect(trigger('Schedule', 'cron: "@daily", timezone: Europe/Pari')).toContain(
      '(did you mean "Europe/Paris"?)',
    );
  });
});

describe('plugin defaults', () => {
  const defaults = (type: string, values: string): ReturnType<typeof parseFlow> =>
    parse(`pluginDefaults: [{type: ${type}, values: {${values}}}]`);

  test('of one type may say only what the type knows', () => {
    const { violations } = defaults(LOG, 'levl: WARN');
    expect(violations).toMatchObject([
      { path: 'pluginDefaults[0].values.levl', hint: 'did you mean "level"?' },
    ]);
  });

  test('of many types reach those that know the property', () => {
    const { flow, violations } = defaults(CORE, 'level: WARN, cron: "@daily"');
    expect(violations).toEqual([]);
    expect(flow?.tasks[0]).toEqual({ id: 't', type: LOG, message: 'hi', level: 'WARN' });
  });

  test('are named as the origin of a wrong value', () => {
    expect(defaults(LOG, 'level: LOUD').violations).toMatchObject([
      { path: 'tasks[0].level', hint: 'the value comes from the plugin defaults' },
    ]);
  });
});

describe('tasks', () => {
  test('have a `runIf` that is text, and a cache of known properties', () => {
    const text = problems(
      `tasks: [{id: t, type: ${LOG}, message: x, runIf: [a], taskCache: {enable: true}}]`,
    );
    expect(text).toContain('tasks[0].runIf: must be text, but is a list');
    expect(text).toContain('did you mean "enabled"?');
  });
});

describe('deprecated spellings', () => {
  test('are told by path, common properties and inputs included', () => {
    const { deprecationPaths } = parse(
      'inputs: [{name: a, type: BOOLEAN}, {id: b, type: MULTISELECT, options: [x]}]\n' +
        `tasks: [{id: t, type: ${LOG}, message: x, retry: {type: constant, interval: PT1S, maxAttempt: 2}}]\n` +
        `triggers: [{id: s, type: ${CORE}.trigger.Schedule, cron: "@daily", minLogLevel: INFO}]`,
    );
    expect(deprecationPaths.toSorted()).toEqual([
      'inputs[0]',
      'inputs[0].name',
      'inputs[1].options',
      'tasks[0].retry.maxAttempt',
      'triggers[0].minLogLevel',
    ]);
  });

  test('in expressions are told with their new names', () => {
    const { infos } = parse(
      `tasks: [{id: t, type: ${LOG}, message: "{{ json(vars.a) | json }} {{ schedule.date }} {{ vars.json }}"}]`,
    );
    expect(infos).toEqual([
      'the filter `json` is replaced by `toJson`',
      'the function `json()` is replaced by `fromJson()`',
      'the variable `schedule` is replaced by `trigger`',
    ]);
  });

  test('of 2.0 are none', () => {
    expect(parse('checks: [{when: "{{ true }}", message: m}]').deprecationPaths).toEqual([]);
  });
});

describe('expressions of the flow itself', () => {
  test('that cannot be right are warned of', () => {
    const { warnings } = parse('outputs: [{id: o, value: "{{ x | uper }}"}]');
    expect(warnings).toEqual([
      expect.stringMatching(/^outputs\[0\]\.value: .*upper.* \(line 3 of the document\)$/),
    ]);
  });
});

describe('references to what the flow does not have', () => {
  const warningsOf = (message: string, more = ''): string =>
    parse(
      `inputs: [{id: name, type: STRING}, {id: db.host, type: STRING}]\n${more}\n` +
        `tasks:\n  - {id: load, type: ${LOG}, message: ${JSON.stringify(message)}}`,
    ).warnings.join('\n');

  test.each([
    ['{{ inputs.nme }}', 'no input nme (line 6 of the document, did you mean "name"?)'],
    ['{{ outputs.lod.value }}', 'no task lod (line 6 of the document, did you mean "load"?)'],
  ])('are warned of: %s', (message, warning) => {
    expect(warningsOf(message)).toContain(`tasks[0].message: `);
    expect(warningsOf(message)).toContain(warning);
  });

  test.each(['{{ inputs.name }} {{ inputs.db.host }} {{ outputs.load }}', "{{ inputs.x ?? 'y' }}"])(
    'but not %s',
    (message) => {
      expect(warningsOf(message)).toBe('');
    },
  );

  test('are told once for each property', () => {
    expect(
      parse(`tasks: [{id: t, type: ${LOG}, message: "{{ inputs.a }} {{ inputs.a }}"}]`).warnings,
    ).toHaveLength(1);
  });

  test('a template of many unclosed tags takes linear time', () => {
    expect(warningsOf('{% if true %}'.repeat(50_000))).toContain('deeper than');
  });

  test('the tasks that a ForEachItem makes of itself are known', () => {
    const each = `{id: e, type: ${CORE}.flow.ForEachItem, items: x, namespace: a, flowId: b}`;
    expect(warningsOf('{{ outputs.e_split.splits }}', `errors: [${each}]`)).toBe('');
  });

  test('what a trigger or a Subflow reads belongs to another execution', () => {
    const flowTrigger = `triggers: [{id: f, type: ${CORE}.trigger.Flow, inputs: {name: "{{ outputs.theirs.value }}"}}]`;
    const subflow = `errors: [{id: s, type: ${CORE}.flow.Subflow, namespace: a, flowId: b, outputs: {x: "{{ outputs.theirs.value }}"}}]`;
    expect(warningsOf('x', `${flowTrigger}\n${subflow}`)).toBe('');
  });
});
