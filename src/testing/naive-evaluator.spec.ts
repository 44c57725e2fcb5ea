import { describe, expect, test } from '@jest/globals';
import type { Flow } from '../model/flow.js';
import type { Task } from '../model/task.js';
import { aFlow, aFlowable, aTask } from './builders.js';
import { evaluate, type Outcomes } from './naive-evaluator.js';

/** By the task, or the task with the values around it: how its attempts end, the last one for good. */
type Ends = Readonly<Record<string, readonly ('SUCCESS' | 'WARNING' | 'FAILED')[]>>;

function outcomes(ends: Ends, isBroken: (expression: unknown) => boolean): Outcomes {
  return {
    attempt: ({ taskId, path }, attempt) => {
      const all = ends[[taskId, ...path].join('/')] ?? ends[taskId] ?? ['SUCCESS'];
      return all[attempt - 1] ?? all.at(-1) ?? 'SUCCESS';
    },
    expression: (_place, expression) =>
      isBroken(expression) ? new Error('cannot be rendered') : expression,
  };
}

/** The execution, then its task runs; one that depends on the order of events is in brackets. */
function result(flow: Partial<Flow>, ends: Ends = {}): readonly string[] {
  const { state, taskRuns } = evaluate(
    aFlow(flow),
    outcomes(ends, (expression) => expression === 'BROKEN'),
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

const of = (task: Task, ends: Ends = {}) => result({ tasks: [task] }, ends);
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
