import { describe, expect, test } from '@jest/globals';
import { checkSyntax } from '../expressions/index.js';
import { Double } from '../model/numbers.js';
import { findPlugin, nearestType } from '../plugins/index.js';
import { parseDeclaration, parseFlow, parseFlowValue } from './parse-flow.js';
import type { ParseOptions } from './parse-flow.js';

const options: ParseOptions = { catalog: { findPlugin, nearestType }, expressions: checkSyntax };
const LOG = 'io.kestra.plugin.core.log.Log';
const CORE = 'io.kestra.plugin.core';

const parse = (text: string): ReturnType<typeof parseFlow> => parseFlow(text, options);

/** A flow around some lines; without `tasks:` it gets one. */
function flowWith(lines: string): string {
  const tasks = /^tasks:/m.test(lines) ? '' : `tasks:\n  - {id: t, type: ${LOG}, message: hi}\n`;
  return `id: f\nnamespace: team\n${lines}\n${tasks}`;
}

/** `path: message` of everything that is wrong. */
function problems(text: string): string[] {
  return parse(text).violations.map(({ path, message }) => `${path}: ${message}`);
}

describe('a correct flow', () => {
  test('has no null entries in its variables', () => {
    const { flow } = parse(
      flowWith('variables: {a: null, b: {c: ~, d: [null, {e: null}]}, f: 1.0}'),
    );
    expect(flow?.variables).toEqual({ b: { d: [null, {}] }, f: new Double(1) });
  });

  test('has every list, even when it is not written, and keeps integers and doubles apart', () => {
    const { flow } = parse(
      flowWith('variables: {whole: 1, double: 1.0, big: 12345678901234567890, date: 2024-01-01}'),
    );
    expect(flow).toEqual({
      namespace: 'team',
      id: 'f',
      revision: 0,
      labels: [],
      inputs: [],
      outputs: [],
      variables: {
        whole: 1,
        double: new Double(1),
        big: 12345678901234567890n,
        date: '2024-01-01',
      },
      tasks: [{ id: 't', type: LOG, message: 'hi' }],
      errors: [],
      finally: [],
      afterExecution: [],
      listeners: [],
      triggers: [],
      pluginDefaults: [],
      sla: [],
      checks: [],
      disabled: false,
      deleted: false,
    });
  });

  test('takes labels as a map or as a list and makes text of scalars', () => {
    const expected = [
      { key: 'env', value: 'prod' },
      { key: 'n', value: '1' },
      { key: 'b', value: 'true' },
    ];
    expect(parse(flowWith('labels: {env: prod, n: 1, b: true}')).flow?.labels).toEqual(expected);
    const list = 'labels: [{key: env, value: prod}, {key: n, value: 1}, {key: b, value: true}]';
    expect(parse(flowWith(list)).flow?.labels).toEqual(expected);
  });

  test('may use anchors, aliases and merge keys', () => {
    const { flow, violations } = parse(
      flowWith(
        `variables: {base: &base {id: a, type: ${LOG}, message: one}}\ntasks:\n  - *base\n  - <<: *base\n    id: b`,
      ),
    );
    expect(violations).toEqual([]);
    expect(flow?.tasks).toEqual([
      { id: 'a', type: LOG, message: 'one' },
      { id: 'b', type: LOG, message: 'one' },
    ]);
  });

  test('can come as a JSON value', () => {
    const value = { id: 'j', namespace: 'team', tasks: [{ id: 't', type: LOG, message: 'x' }] };
    expect(parseFlowValue(value, options).flow?.id).toBe('j');
  });
});

describe('old spellings', () => {
  test('an alias of a type is resolved and told about', () => {
    const parsed = parse(
      flowWith('tasks:\n  - {id: t, type: io.kestra.core.tasks.log.Log, message: hi}'),
    );
    expect(parsed.flow?.tasks[0]?.type).toBe(LOG);
    expect(parsed.infos).toEqual([`io.kestra.core.tasks.log.Log is replaced by ${LOG}`]);
    expect((parsed.declared.tasks as { type: string }[])[0]?.type).toBe(
      'io.kestra.core.tasks.log.Log',
    );
  });

  test('`name` of an input, `maxAttempt` of a retry and `when` of a task are understood', () => {
    const { flow, violations } = parse(
      flowWith(
        `inputs: [{name: in, type: STRING}]\nretry: {type: constant, interval: PT1S, maxAttempt: 3}\n` +
          `tasks:\n  - {id: t, type: ${LOG}, message: x, when: "{{ true }}", retry: {type: constant, interval: PT1S, maxAttempt: 2}}`,
      ),
    );
    expect(violations).toEqual([]);
    expect(flow?.inputs[0]?.id).toBe('in');
    expect(flow?.retry?.maxAttempts).toBe(3);
    expect(flow?.tasks[0]).toMatchObject({ runIf: '{{ true }}', retry: { maxAttempts: 2 } });
  });

  test('deprecated types, properties and listeners are listed by path', () => {
    const { deprecationPaths } = parse(
      flowWith(
        `listeners: []\ntasks:\n  - {id: e, type: ${CORE}.debug.Echo, format: x}\n` +
          `  - {id: p, type: ${CORE}.flow.Pause, delay: PT1S}\n` +
          `  - {id: h, type: ${CORE}.http.Request, uri: u, options: {proxyType: SOCKS, timeout: {}}}`,
      ),
    );
    expect(deprecationPaths).toEqual([
      'listeners',
      'tasks[0]',
      'tasks[1].delay',
      'tasks[2].options.proxyType',
    ]);
  });
});

describe('plugin defaults', () => {
  const types = (defaults: string, extra = ''): unknown =>
    parse(
      flowWith(
        `pluginDefaults:\n${defaults}\ntasks:\n  - {id: t, type: ${LOG}, message: own${extra}}`,
      ),
    ).flow?.tasks[0];

  test('lie under what a task says itself', () => {
    expect(types(`  - {type: ${LOG}, values: {level: WARN, message: default}}`)).toMatchObject({
      level: 'WARN',
      message: 'own',
    });
  });

  test('override it when they are forced', () => {
    expect(types(`  - {type: ${LOG}, forced: true, values: {message: forced}}`)).toMatchObject({
      message: 'forced',
    });
  });

  test('match by the beginning of the name, and by aliases', () => {
    expect(types('  - {type: io.kestra.plugin.core, values: {level: WARN}}')).toMatchObject({
      level: 'WARN',
    });
    expect(types('  - {type: io.kestra.core.tasks.log.Log, values: {level: WARN}}')).toMatchObject({
      level: 'WARN',
    });
  });

  test('of the flow win over those of the server, unless these are forced', () => {
    const text = flowWith(
      `pluginDefaults: [{type: ${LOG}, values: {level: WARN, logLevel: INFO}}]`,
    );
    const global = [
      { type: LOG, values: { level: 'ERROR', allowFailure: true } },
      { type: LOG, values: { logLevel: 'ERROR' }, forced: true },
    ];
    expect(parseFlow(text, { ...options, defaults: global }).flow?.tasks[0]).toMatchObject({
      level: 'WARN',
      logLevel: 'ERROR',
      allowFailure: true,
    });
  });

  test('do not change what the document declares', () => {
    const parsed = parse(flowWith(`pluginDefaults: [{type: ${LOG}, values: {level: WARN}}]`));
    expect(parsed.declared.tasks).toEqual([{ id: 't', type: LOG, message: 'hi' }]);
  });
});

describe('a broken document', () => {
  test('is told of with place and the property that was probably meant', () => {
    const { violations } = parse(
      `id: f\nnamespace: team\ntasks:\n  - id: t\n    type: ${LOG}\n    mesage: hi\n`,
    );
    expect(violations).toEqual([
      {
        path: 'tasks[0].message',
        message: 'must not be null',
        hint: 'add `message:`',
        line: 4,
        column: 5,
      },
      {
        path: 'tasks[0].mesage',
        message: `Unrecognized field "mesage" (class ${LOG}), not marked as ignorable`,
        hint: 'did you mean "message"?',
        line: 6,
        column: 5,
      },
    ]);
  });

  test('names everything that is wrong at once', () => {
    expect(problems('id: "a b"\ncolor: red\ntasks: []')).toEqual([
      'id: must match "^[a-zA-Z0-9][a-zA-Z0-9._-]*"',
      'namespace: must not be null',
      'color: Unrecognized field "color" (class io.kestra.core.models.flows.Flow), not marked as ignorable',
      'tasks: must not be empty',
    ]);
  });

  test('an unknown type is named with the nearest one', () => {
    const [violation] = parse(
      flowWith(`tasks: [{id: t, type: ${CORE}.log.Lag, message: x}]`),
    ).violations;
    expect(violation).toMatchObject({
      message: `Invalid type: ${CORE}.log.Lag`,
      hint: `did you mean "${LOG}"?`,
    });
  });

  test.each([
    ['nothing', '', 'flow: must be a map with id, namespace and tasks'],
    ['a list', '- a', 'flow: must be a map with id, namespace and tasks'],
    ['a text', 'hello', 'flow: must be a map with id, namespace and tasks'],
    ['a tab', 'id: f\n\tnamespace: x', 'Tabs are not allowed'],
    [
      'a duplicate key',
      flowWith('description: a\ndescription: b'),
      "Duplicate field 'description'",
    ],
    ['a NUL', 'id: f\ndescription: "a\u0000b"', 'U+0000 is not allowed'],
    ['an unclosed bracket', 'id: [', 'Invalid YAML'],
    ['two documents', 'id: a\n---\nid: b', 'one document is expected'],
    ['an unknown alias', 'id: *nobody', 'Invalid YAML'],
    ['an alias of itself', 'id: &a [*a]', 'contains itself'],
    [
      'a value of the wrong kind',
      flowWith('labels: 3'),
      'labels: must be a map or a list of {key, value}',
    ],
    [
      'a text for a flag',
      flowWith('disabled: maybe'),
      'disabled: must be true or false, but is "maybe"',
    ],
    ['tasks that are a map', flowWith('tasks: {id: t}'), 'tasks: must be a list, but is a map'],
    ['a task that is text', flowWith('tasks: [hello]'), 'tasks[0]: must be a map with a type'],
    ['a task without type', flowWith('tasks: [{id: t}]'), 'tasks[0].type: must not be null'],
    [
      'a task without id',
      flowWith(`tasks: [{type: ${LOG}, message: x}]`),
      'tasks[0].id: must not be null',
    ],
    [
      'a bad task id',
      flowWith(`tasks: [{id: a.b, type: ${LOG}, message: x}]`),
      'tasks[0].id: must match',
    ],
    [
      'a long namespace',
      `id: f\nnamespace: ${'n'.repeat(151)}\n`,
      'namespace: must have at most 150 characters',
    ],
    ['a system label', flowWith('labels: {system.x: y}'), 'offending label: system.x=y'],
    ['an empty label', flowWith('labels: {a: ""}'), 'the label a has no value'],
    [
      'a default that is no boolean',
      flowWith('inputs: [{id: a, type: BOOL, defaults: maybe}]'),
      'must be true or false',
    ],
    ['a label with a NUL', flowWith('labels: {a: "b\\0"}'), 'must not hold the character U+0000'],
    ['a nested label', flowWith('labels: {a: {b: c}}'), 'the value of label a must be text'],
    [
      'concurrency without limit',
      flowWith('concurrency: {behavior: FAIL}'),
      'concurrency.limit: must not be null',
    ],
    [
      'a limit of nothing',
      flowWith('concurrency: {limit: 0}'),
      'must be greater than or equal to 1',
    ],
    [
      'an SLA without duration',
      flowWith('sla: [{id: s, type: MAX_DURATION, behavior: FAIL}]'),
      'sla[0].duration',
    ],
    [
      'an output without value',
      flowWith('outputs: [{id: o, type: STRING}]'),
      'outputs[0].value: must not be null',
    ],
  ])('%s is refused', (_, text, expected) => {
    expect(problems(text).join('\n')).toContain(expected);
  });

  test('a label that only the server gives is fine when it says read-only', () => {
    expect(problems(flowWith('labels: {system.readOnly: true}'))).toEqual([]);
  });
});

describe('documents made to hurt', () => {
  test.each([
    ['flow sequences', 'a: '.concat('['.repeat(5_000))],
    ['closed flow sequences', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['block sequences', '- '.repeat(5_000)],
    ['maps', Array.from({ length: 2_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('deeply nested %s end with a message', (_, text) => {
    expect(problems(text).join('\n')).toMatch(/nested more than 200 levels/);
  });

  test('aliases of aliases of aliases stay small', () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n},`.repeat(9)}]`,
    );
    expect(problems(`l0: &l0 [lol]\n${levels.join('\n')}`).join('\n')).toContain(
      'the aliases stand for more than',
    );
  });

  test('many keys are read in linear time', () => {
    const keys = Array.from({ length: 50_000 }, (_, n) => `  k${n}: v`).join('\n');
    expect(problems(flowWith(`variables:\n${keys}`))).toEqual([]);
  });

  test('a key named __proto__ is a key like any other', () => {
    const { flow } = parse(flowWith('variables: {__proto__: {polluted: true}}'));
    expect(Object.hasOwn(flow?.variables ?? {}, '__proto__')).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('ids of tasks and triggers', () => {
  test('are unique in the whole flow, branches included', () => {
    const nested = `tasks:\n  - id: s\n    type: ${CORE}.flow.Sequential\n    tasks: [{id: a, type: ${LOG}, message: x}]\nerrors: [{id: a, type: ${LOG}, message: x}]`;
    expect(problems(flowWith(nested))).toEqual(['errors[0].id: Duplicate task id with name [a]']);
  });

  test('do not collide with generated ones', () => {
    const text = `tasks:\n  - {id: each, type: ${CORE}.flow.ForEachItem, items: "{{ inputs.x }}", namespace: a, flowId: b}\n  - {id: each_split, type: ${LOG}, message: x}`;
    expect(problems(flowWith(text))).toEqual([
      'tasks[1].id: Duplicate task id with name [each_split]',
    ]);
  });

  test('a task and a trigger may have the same one', () => {
    expect(
      problems(flowWith(`triggers: [{id: t, type: ${CORE}.trigger.Schedule, cron: "@daily"}]`)),
    ).toEqual([]);
  });
});

describe('flowables', () => {
  const dag = (entries: string): string[] =>
    problems(flowWith(`tasks: [{id: d, type: ${CORE}.flow.Dag, tasks: [${entries}]}]`));
  const node = (id: string, dependsOn: string): string =>
    `{task: {id: ${id}, type: ${LOG}, message: x}, dependsOn: [${dependsOn}]}`;

  test('a Dag has no cycle and no unknown task', () => {
    expect(dag(`${node('a', '')}, ${node('b', 'a')}`)).toEqual([]);
    expect(dag(`${node('a', 'b')}, ${node('b', 'a')}, ${node('c', 'a')}`)).toEqual([
      'tasks[0].tasks: Cyclic dependency detected: a, b, c',
    ]);
    expect(dag(node('a', 'nobody'))).toEqual([
      'tasks[0].tasks[0].dependsOn: Not existing task ids in dependency: nobody',
    ]);
  });

  test('a WorkingDirectory holds only tasks that a worker runs', () => {
    const child = (task: string): string[] =>
      problems(flowWith(`tasks: [{id: w, type: ${CORE}.flow.WorkingDirectory, tasks: [${task}]}]`));
    expect(child(`{id: l, type: ${LOG}, message: x}`)).toEqual([]);
    expect(child(`{id: p, type: ${CORE}.flow.Pause}`).join()).toContain(
      'Only runnable tasks are allowed',
    );
    expect(child(`{id: s, type: ${CORE}.flow.Subflow, namespace: a, flowId: b}`).join()).toContain(
      'Only runnable tasks',
    );
    expect(child(`{id: l, type: ${LOG}, message: x, workerGroup: {key: k}}`).join()).toContain(
      'Worker Group',
    );
  });

  test('a Switch has cases or defaults', () => {
    expect(
      problems(flowWith(`tasks: [{id: s, type: ${CORE}.flow.Switch, value: x}]`)).join(),
    ).toContain("neither 'cases' or 'defaults'");
  });

  test('a Subflow does not call its own flow', () => {
    expect(
      problems(
        flowWith(`tasks: [{id: s, type: ${CORE}.flow.Subflow, namespace: team, flowId: f}]`),
      ),
    ).toEqual(['tasks[0].flowId: Recursive call to flow [team.f]']);
  });
});

describe('retries', () => {
  const retry = (text: string): string => problems(flowWith(`retry: {${text}}`)).join('\n');

  test.each([
    [
      'type: constant, interval: PT10S, maxDuration: PT5S',
      "'interval' must be less than 'maxDuration'",
    ],
    [
      'type: exponential, interval: PT10S, maxInterval: PT5S',
      "'interval' must be less than 'maxInterval'",
    ],
    [
      'type: random, minInterval: PT10S, maxInterval: PT5S',
      "'minInterval' must be less than 'maxInterval'",
    ],
    ['type: constant', 'retry.interval: must not be null'],
    ['type: constant, interval: soon', 'retry.interval: must be a duration'],
    ['type: sometimes', 'retry.type: must be one of constant, exponential, random'],
    ['type: constant, interval: PT1S, maxAttempts: 0', 'must be greater than or equal to 1'],
  ])('%s is refused', (text, expected) => {
    expect(retry(text)).toContain(expected);
  });

  test('decimal seconds and lower case are durations', () => {
    expect(retry('type: constant, interval: 0.2, maxDuration: pt0.25s')).toBe('');
  });
});

describe('inputs', () => {
  const inputs = (...list: string[]): string =>
    problems(flowWith(`inputs: [${list.join(', ')}]`)).join('\n');

  test.each([
    ['{id: a, type: NUMBER}', 'inputs[0].type: Invalid type: NUMBER'],
    ['{id: a}', 'inputs[0].type: must not be null'],
    ['{type: STRING}', 'inputs[0].id: must not be null'],
    ['{id: a, type: STRING, min: 3}', 'Unrecognized field "min"'],
    ['{id: a, type: STRING, validator: "("}', 'inputs[0].validator: must be a regular expression'],
    ['{id: a, type: SELECT}', 'inputs[0].values: must not be null'],
    ['{id: a, type: SELECT, values: [x], expression: "{{ 1 }}"}', 'Cannot define both'],
    ['{id: a, type: ENUM}', 'inputs[0].values: must not be null'],
    ['{id: a, type: ARRAY}', 'inputs[0].itemType: must not be null'],
    ['{id: a, type: ARRAY, itemType: ARRAY}', 'inputs[0].itemType: must be one of'],
    ['{id: a, type: INT, defaults: many}', 'inputs[0].defaults: must be a whole number'],
    ['{id: a, type: INT, min: x}', 'inputs[0].min: must be a whole number'],
    [`{id: a, type: STRING, displayName: ${'d'.repeat(65)}}`, 'must have at most 64 characters'],
    ['{id: a, type: STRING, dependsOn: {inputs: [b]}}', "depends on a non-existent input 'b'"],
  ])('%s is refused', (input, expected) => {
    expect(inputs(input)).toContain(expected);
  });

  test('ids are unique and dependencies have no cycle', () => {
    expect(inputs('{id: a, type: STRING}', '{id: a, type: INT}')).toContain(
      'Duplicate Input with name [a]',
    );
    const cycle = inputs(
      '{id: a, type: STRING, dependsOn: {inputs: [b]}}',
      '{id: b, type: STRING, dependsOn: {inputs: [a]}}',
    );
    expect(cycle).toContain("Input with id 'a' depends on itself");
  });

  test('the inputs of a Pause obey the same rules', () => {
    const text = `tasks: [{id: p, type: ${CORE}.flow.Pause, onResume: [{name: ok, type: BOOL}, {id: x, type: NUMBER}]}]`;
    expect(problems(flowWith(text))).toEqual(['tasks[0].onResume[1].type: Invalid type: NUMBER']);
  });
});

describe('schedules', () => {
  const schedule = (text: string): string =>
    problems(flowWith(`triggers: [{id: s, type: ${CORE}.trigger.Schedule, ${text}}]`)).join('\n');

  test('need a cron expression and a known time zone', () => {
    expect(schedule('cron: "*/15 8-18 * JAN-MAR MON,7", timezone: Europe/Paris')).toBe('');
    expect(schedule('cron: "0 0 0 * * *", withSeconds: true')).toBe('');
    expect(schedule('timezone: UTC')).toBe('triggers[0].cron: must not be null');
    expect(schedule('cron: "61 * * * *"')).toContain('`61` is not a minute (0 to 59)');
    expect(schedule('cron: "* * *"')).toContain('it has 3 fields instead of 5');
    expect(schedule('cron: "@often"')).toContain('is no nickname');
    expect(schedule('cron: "@daily", timezone: Mars/Olympus')).toContain(
      'not a valid time-zone ID',
    );
  });

  test('conditions are resolved like tasks', () => {
    expect(
      schedule('cron: "@daily", conditions: [{type: io.kestra.plugin.core.condition.Weekends}]'),
    ).toContain('triggers[0].conditions[0].type: Invalid type');
    const old = parse(
      flowWith(
        `triggers: [{id: s, type: ${CORE}.trigger.Schedule, cron: "@daily", conditions: [{type: io.kestra.plugin.core.condition.WeekendCondition}]}]`,
      ),
    );
    expect(old.flow?.triggers[0]?.conditions).toEqual([
      { type: 'io.kestra.plugin.core.condition.Weekend' },
    ]);
  });
});

describe('the words of YAML 1.1', () => {
  test('are booleans where booleans are expected', () => {
    const { flow, violations } = parse(
      flowWith(
        `disabled: no\ninputs: [{id: a, type: BOOL, required: off, defaults: on}]\n` +
          `tasks: [{id: t, type: ${LOG}, message: x, allowFailure: yes, disabled: "true", retry: {type: constant, interval: PT1S, warningOnRetry: Yes}}]\n` +
          `triggers: [{id: s, type: io.kestra.plugin.core.trigger.Schedule, cron: "@daily", disabled: ON}]`,
      ),
    );
    expect(violations).toEqual([]);
    expect(flow).toMatchObject({
      disabled: false,
      inputs: [{ required: false, defaults: true }],
      tasks: [{ allowFailure: true, disabled: true, retry: { warningOnRetry: true } }],
      triggers: [{ disabled: true }],
    });
  });

  test('are booleans in variables unless they are quoted, keys excepted', () => {
    const { flow } = parse(flowWith(`variables: {a: yes, b: [No, "no"], on: 'on', c: {d: off}}`));
    expect(flow?.variables).toEqual({ a: true, b: [false, 'no'], on: 'on', c: { d: false } });
  });

  test('are text where text is expected', () => {
    const { flow } = parse(
      flowWith(
        `labels: {a: yes}\ninputs: [{id: a, type: SELECT, values: [yes, no], defaults: no}]\n` +
          `tasks: [{id: t, type: ${LOG}, message: off}]`,
      ),
    );
    expect(flow).toMatchObject({
      labels: [{ key: 'a', value: 'yes' }],
      inputs: [{ values: ['yes', 'no'], defaults: 'no' }],
      tasks: [{ message: 'off' }],
    });
  });
});

describe('a system label', () => {
  test('in the task Labels is warned of: the task fails when it runs', () => {
    const labels = 'io.kestra.plugin.core.execution.Labels';
    const { flow, warnings } = parse(
      flowWith(`tasks: [{id: t, type: ${labels}, labels: {system.x: y}}]`),
    );
    expect(flow).toBeDefined();
    expect(warnings).toEqual([expect.stringContaining('offending label: system.x')]);
  });
});

describe('expressions', () => {
  test('that cannot be right are warned of and do not refuse the flow', () => {
    const { flow, warnings } = parse(
      flowWith(`tasks: [{id: t, type: ${LOG}, message: "{{ execution.id | uper }}"}]`),
    );
    expect(flow).toBeDefined();
    expect(warnings).toEqual([expect.stringContaining('tasks[0].message: ')]);
  });

  test('of more than a mebibyte are not looked at', () => {
    const message = '{{ nofilter | nofilter }}'.repeat(50_000);
    const { flow, warnings } = parse(
      flowWith(`tasks: [{id: t, type: ${LOG}, message: "${message}"}]`),
    );
    expect(flow).toBeDefined();
    expect(warnings).toEqual([]);
  });
});

describe('a single declaration', () => {
  test('is checked by itself, with paths from its own root', () => {
    const trigger = parseDeclaration(`id: s\ntype: ${CORE}.trigger.Schedule\n`, 'trigger', options);
    expect(trigger.violations).toMatchObject([{ path: 'cron', message: 'must not be null' }]);
    expect(parseDeclaration(`id: t\ntype: ${LOG}\nmessage: x`, 'task', options).violations).toEqual(
      [],
    );
    expect(
      parseDeclaration(`id: t\ntype: ${LOG}\nmessage: x`, 'trigger', options).violations,
    ).toMatchObject([{ path: 'type', message: `Invalid type: ${LOG}` }]);
  });
});
