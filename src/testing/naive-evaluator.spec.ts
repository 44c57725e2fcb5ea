import { describe, expect, test } from '@jest/globals';
import type { Flow } from '../model/flow.js';
import type { Task } from '../model/task.js';
import { aFlow, aFlowable, aTask } from './builders.js';
import { evaluate, type Outcomes } from './naive-evaluator.js';

/** By the task, or the task with the values around it: how its attempts end, the last one for good. */
type Ends = Readonly<Record<string, readonly ('SUCCESS' | 'WARNING' | 'FAILED')[]>>;

/** By the task, or the task with the values around it: the ends of its child executions, by attempt or by batch. */
type Children = Readonly<Record<string, readonly ReturnType<Outcomes['child']>[]>>;

function outcomes(
  ends: Ends,
  isBroken: (expression: unknown) => boolean,
  children: Children,
): Outcomes {
  return {
    attempt: ({ taskId, path }, attempt) => {
      const all = ends[[taskId, ...path].join('/')] ?? ends[taskId] ?? ['SUCCESS'];
      return all[attempt - 1] ?? all.at(-1) ?? 'SUCCESS';
    },
    expression: (_place, expression) =>
      isBroken(expression) ? new Error('cannot be rendered') : expression,
    child: ({ taskId, path }, attempt, batch) => {
      const states = children[[taskId, ...path].join('/')] ?? ['SUCCESS'];
      return states[batch ?? attempt - 1] ?? states.at(-1) ?? 'SUCCESS';
    },
    batches: ({ taskId }) => children[taskId]?.length ?? 0,
    holds: () => false,
  };
}

/** The execution, then its task runs; one that depends on the order of events is in brackets. */
function result(flow: Partial<Flow>, ends: Ends = {}, children: Children = {}): readonly string[] {
  const { state, taskRuns } = evaluate(
    aFlow(flow),
    outcomes(ends, (expression) => expression === 'BROKEN', children),
  );
  const lines = taskRuns.map((run) => {
    const attempts = run.attempts > 1 ? ` after ${run.attempts}` : '';
    return [
      run.presence,
      `${[run.taskId, ...run.path].join('/')} ${run.state}${attempts}`,
    ] as const;
  });
  const shown = {
    sure: (line: string) => [line],
    removed: () => [],
    unsure: (l: string) => [`(${l})`],
  };
  return [state, ...lines.flatMap(([presence, line]) => shown[presence](line))];
}

const of = (task: Task, ends: Ends = {}, children: Children = {}) =>
  result({ tasks: [task] }, ends, children);
const [a, b, c] = ['a', 'b', 'c'].map((id) => aTask(id)) as [Task, Task, Task];
const retry = { type: 'constant', interval: 'PT1S', maxAttempts: 3 } as const;

describe('a sequence', () => {
  test('stops at its first failure, and its handlers repair nothing', () => {
    const flow = { tasks: [a, b, c], errors: [aTask('e')], finally: [aTask('f')] };
    expect(result(flow, { b: ['FAILED'] })).toEqual([
      ...['FAILED', 'a SUCCESS', 'b FAILED', 'e SUCCESS', 'f SUCCESS'],
    ]);
    expect(result(flow)).toEqual(['SUCCESS', 'a SUCCESS', 'b SUCCESS', 'c SUCCESS', 'f SUCCESS']);
  });

  test('of error tasks stops at a failure too, and finally runs nevertheless', () => {
    const flow = { tasks: [a], errors: [aTask('e'), aTask('never')], finally: [aTask('f')] };
    expect(result(flow, { a: ['FAILED'], e: ['FAILED'] })).toEqual([
      ...['FAILED', 'a FAILED', 'e FAILED', 'f SUCCESS'],
    ]);
  });

  test('is not changed by what runs after the execution or finally', () => {
    const flow = { tasks: [a], finally: [aTask('f')], afterExecution: [aTask('z')] };
    expect(result(flow, { f: ['FAILED'], z: ['FAILED'] })).toEqual([
      ...['SUCCESS', 'a SUCCESS', 'f FAILED', 'z FAILED'],
    ]);
  });

  test('hands a failure up through the errors of each level', () => {
    const inner = aFlowable('Sequential', 'in', { tasks: [a], errors: [aTask('e1')] });
    const outer = aFlowable('Sequential', 'out', { tasks: [inner, b], errors: [aTask('e2')] });
    expect(result({ tasks: [outer], errors: [aTask('e3')] }, { a: ['FAILED'] })).toEqual([
      ...['FAILED', 'out FAILED', 'in FAILED', 'a FAILED'],
      ...['e1 SUCCESS', 'e2 SUCCESS', 'e3 SUCCESS'],
    ]);
  });
});

describe('properties of all tasks', () => {
  test('disabled leaves no task run, a false runIf SKIPPED, a broken one FAILED', () => {
    expect(of(aTask('x', { disabled: true }))).toEqual(['SUCCESS']);
    expect(of(aTask('x', { runIf: '' }))).toEqual(['SUCCESS', 'x SKIPPED']);
    expect(of(aTask('x', { runIf: ' ' }))).toEqual(['SUCCESS', 'x SUCCESS']);
    expect(of(aTask('x', { runIf: 'BROKEN' }))).toEqual(['FAILED', 'x FAILED']);
  });

  test('allowFailure makes a WARNING of a failure, allowWarning a SUCCESS of that', () => {
    const ends = { x: ['FAILED'] } as const;
    expect(of(aTask('x', { allowFailure: true }), ends)).toEqual(['WARNING', 'x WARNING']);
    expect(of(aTask('x', { allowFailure: true, allowWarning: true }), ends)).toEqual([
      ...['SUCCESS', 'x SUCCESS'],
    ]);
  });

  test('retry comes from the task, else the nearest flowable, else the flow', () => {
    const ends = { x: ['FAILED'] } as const;
    const around = (task: Task) =>
      aFlowable('Sequential', 'seq', { retry: { ...retry, maxAttempts: 2 }, tasks: [task] });
    expect(of(around(aTask('x', { retry })), ends).at(-1)).toBe('x FAILED after 3');
    expect(of(around(aTask('x')), ends).at(-1)).toBe('x FAILED after 2');
    expect(result({ tasks: [aTask('x')], retry }, ends).at(-1)).toBe('x FAILED after 3');
  });

  test('warningOnRetry needs more than one earlier attempt', () => {
    const task = aTask('x', { retry: { ...retry, warningOnRetry: true } });
    expect(of(task, { x: ['FAILED', 'SUCCESS'] })).toEqual(['SUCCESS', 'x SUCCESS after 2']);
    expect(of(task, { x: ['FAILED', 'FAILED', 'SUCCESS'] })).toEqual([
      ...['WARNING', 'x WARNING after 3'],
    ]);
  });
});

describe('a choice', () => {
  test.each([
    ['yes', ['SUCCESS', 'if SUCCESS', 'a SUCCESS']],
    ['0', ['SUCCESS', 'if SUCCESS']],
    ['BROKEN', ['FAILED', 'if FAILED']],
  ])('If on %j gives %j', (condition, expected) => {
    expect(of(aFlowable('If', 'if', { condition, then: [a] }))).toEqual(expected);
  });

  test.each([
    ['1', ['SUCCESS', 'switch SUCCESS', 'a SUCCESS']],
    ['2', ['FAILED', 'switch FAILED']],
  ])('Switch on %j gives %j', (value, expected) => {
    expect(of(aFlowable('Switch', 'switch', { value, cases: { 1: [a] } }))).toEqual(expected);
  });
});

describe('tasks side by side', () => {
  test('are in doubt when another one failed, but the one that failed is not', () => {
    const par = aFlowable('Parallel', 'par', { tasks: [a, b], errors: [aTask('e')] });
    expect(of(par, { a: ['FAILED'] })).toEqual([
      ...['FAILED', 'par FAILED', 'a FAILED', '(b SUCCESS)', 'e SUCCESS'],
    ]);
  });

  test('of a Dag wait for what they depend on, and are in no doubt when they came before', () => {
    const tasks = [
      { task: c, dependsOn: ['b'] },
      { task: b, dependsOn: ['a', 'off'] },
      { task: a },
      { task: aTask('off', { disabled: true }) },
    ];
    expect(of(aFlowable('Dag', 'dag', { tasks }), { b: ['FAILED'] })).toEqual([
      ...['FAILED', 'dag FAILED', 'a SUCCESS', 'b FAILED'],
    ]);
  });
});

describe('a loop', () => {
  test('over values runs each text once, one value after the other', () => {
    const values = ['v', 1, 'v', { k: 2 }];
    expect(
      of(aFlowable('ForEach', 'each', { values, tasks: [a, b] }), { 'b/1': ['FAILED'] }),
    ).toEqual(['FAILED', 'each FAILED', 'a/v SUCCESS', 'b/v SUCCESS', 'a/1 SUCCESS', 'b/1 FAILED']);
  });

  test('over values at once chains the tasks of a value', () => {
    const each = { values: '["v","w"]', concurrencyLimit: 0, tasks: [a, b] };
    expect(of(aFlowable('ForEach', 'each', each), { 'a/v': ['FAILED'] })).toEqual([
      ...['FAILED', 'each FAILED', 'a/v FAILED', '(a/w SUCCESS)', '(b/w SUCCESS)'],
    ]);
  });

  test.each([['[1,null]'], ['{"k":1}'], [[true]], ['BROKEN']])('over %j fails', (values) => {
    expect(of(aFlowable('ForEach', 'each', { values, tasks: [a] }))).toEqual([
      ...['FAILED', 'each FAILED'],
    ]);
  });

  test('until a condition holds keeps its last pass', () => {
    const loop = (condition: string, failOnMaxReached: boolean) =>
      of(
        aFlowable('LoopUntil', 'loop', {
          condition,
          failOnMaxReached,
          checkFrequency: { maxIterations: 2 },
          tasks: [a],
          errors: [aTask('e')],
        }),
        { 'a/#1': ['WARNING'] },
      );
    expect(loop('true', false)).toEqual(['WARNING', 'loop WARNING', 'a/#1 WARNING']);
    expect(loop('false', false)).toEqual(['SUCCESS', 'loop SUCCESS', 'a/#2 SUCCESS']);
    expect(loop('false', true)).toEqual(['FAILED', 'loop FAILED', 'a/#2 SUCCESS', 'e/#2 SUCCESS']);
    expect(loop('BROKEN', false)).toEqual(['FAILED', 'loop FAILED', 'a/#1 WARNING']);
  });
});

describe('AllowFailure', () => {
  test('is WARNING when a child failed, after its errors', () => {
    const task = aFlowable('AllowFailure', 'allow', { tasks: [a, b], errors: [aTask('e')] });
    expect(result({ tasks: [task, c] }, { a: ['FAILED'] })).toEqual([
      ...['WARNING', 'allow WARNING', 'a FAILED', 'e SUCCESS', 'c SUCCESS'],
    ]);
  });
});

describe('Pause', () => {
  test.each([
    ['RESUME', ['SUCCESS', 'pause SUCCESS', 'a SUCCESS', 'f SUCCESS']],
    ['WARN', ['WARNING', 'pause WARNING', 'f SUCCESS']],
    ['FAIL', ['FAILED', 'pause FAILED', 'e SUCCESS', 'f SUCCESS']],
  ])('with the behavior %s gives %j', (behavior, expected) => {
    const lists = { tasks: [a], errors: [aTask('e')], finally: [aTask('f')] };
    const pause = aFlowable('Pause', 'pause', { pauseDuration: 'PT1S', behavior, ...lists });
    expect(of(pause)).toEqual(expected);
  });
});

describe('a child execution', () => {
  const subflow = (properties: object = {}) => aFlowable('Subflow', 'sub', properties);

  test.each([
    ['FAILED', {}, 'sub FAILED'],
    ['KILLED', {}, 'sub KILLED'],
    ['CANCELLED', {}, 'sub SUCCESS'],
    ['FAILED', { transmitFailed: false }, 'sub SUCCESS'],
    ['FAILED', { wait: false }, 'sub SUCCESS'],
    ['refused', { wait: false, transmitFailed: false }, 'sub FAILED'],
    ['WARNING', { retry }, 'sub WARNING'],
    ['FAILED', { retry }, 'sub FAILED after 3'],
  ] as const)('that ends %s, with %j, gives %s', (state, properties, expected) => {
    expect(of(subflow(properties), {}, { sub: [state] }).slice(1)).toEqual([expected]);
  });

  test('that was killed makes all around it KILLED, and nothing stops', () => {
    const tasks = [aFlowable('Sequential', 'seq', { tasks: [subflow(), a] }), b];
    expect(result({ tasks, errors: [c] }, {}, { sub: ['KILLED'] })).toEqual([
      ...['KILLED', 'seq KILLED', 'sub KILLED', 'a SUCCESS', 'b SUCCESS'],
    ]);
  });

  test('of a batch counts with the others, the worst one most', () => {
    const each = aFlowable('ForEachItem', 'each', { errors: [aTask('e')] });
    const end = (...states: Children[string]) => of(each, {}, { each_items: states });
    expect(end('SUCCESS', 'KILLED', 'refused')).toEqual([
      ...['FAILED', 'each FAILED', 'each_split SUCCESS', 'each_items FAILED', 'e SUCCESS'],
    ]);
    expect(end('CANCELLED', 'WARNING').at(-2)).toBe('each_items WARNING');
    expect(end().at(-1)).toBe('each_merge SUCCESS');
  });
});

describe('a WorkingDirectory', () => {
  test('stops at its first failure; retries around a child are those of the child', () => {
    const tasks = [aTask('off', { disabled: true }), aTask('x', { runIf: '' }), aTask('y'), c];
    const directory = aFlowable('WorkingDirectory', 'wd', { tasks, retry, errors: [aTask('e')] });
    expect(of(directory, { y: ['FAILED', 'FAILED', 'FAILED'], e: ['FAILED', 'SUCCESS'] })).toEqual([
      ...['FAILED', 'wd FAILED', 'x SKIPPED', 'y FAILED', 'e SUCCESS after 2'],
    ]);
    const late = aTask('y', { retry: { ...retry, warningOnRetry: true } });
    const ends = { y: ['FAILED', 'FAILED', 'SUCCESS'] } as const;
    expect(of(aFlowable('WorkingDirectory', 'wd', { tasks: [late] }), ends)).toEqual([
      ...['WARNING', 'wd WARNING', 'y WARNING'],
    ]);
  });
});

describe('a Loop', () => {
  const loop = (properties: object) =>
    aFlowable('Loop', 'loop', {
      values: ['v', 'v'],
      tasks: [a],
      errors: [aTask('e')],
      ...properties,
    });

  test('has an iteration for each value, which runs the errors', () => {
    expect(of(loop({}), { 'a/1': ['FAILED'] })).toEqual([
      ...['FAILED', 'loop FAILED', 'loop_iteration/0 SUCCESS', 'a/0 SUCCESS'],
      ...['loop_iteration/1 FAILED', 'a/1 FAILED', 'e/1 SUCCESS'],
    ]);
    expect(of(loop({ transmitFailed: false }), { 'a/0': ['FAILED'] }).slice(0, 3)).toEqual([
      ...['SUCCESS', 'loop SUCCESS', 'loop_iteration/0 WARNING'],
    ]);
  });

  test('fails with the outputs of an iteration', () => {
    const outputs = [{ id: 'o', type: 'STRING', value: 'BROKEN' }];
    expect(of(loop({ outputs }))).toEqual([
      ...['FAILED', 'loop FAILED', 'loop_iteration/0 FAILED', 'a/0 SUCCESS'],
    ]);
  });
});

describe('what else may fail a task', () => {
  test.each([
    [aFlowable('Template', 't', { tasks: [a] }), ['t SUCCESS', 'a SUCCESS']],
    [aFlowable('Template', 't', { tasks: [a], args: 'BROKEN', errors: [b] }), ['t FAILED']],
    [aFlowable('Template', 't'), ['t FAILED']],
    [aTask('g', { workerGroup: { key: 'NONE', fallback: 'CANCEL' } }), ['g CANCELLED']],
    [aTask('g', { workerGroup: { key: 'NONE', fallback: 'FAIL' }, retry }), ['g FAILED']],
    [aTask('g', { workerGroup: { key: 'UNKNOWN' } }), ['g FAILED']],
    [aTask('g', { workerGroup: { key: 'NONE' } }), ['g SUCCESS']],
  ])('%j gives %j', (task, expected) => {
    expect(of(task).slice(1)).toEqual(expected);
  });
});
