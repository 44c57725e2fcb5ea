import { describe, expect, test } from '@jest/globals';
import type { StateType } from '../model/state.js';
import type { Task } from '../model/task.js';
import { aFlow, aFlowable, anExecution, aTask } from '../testing/builders.js';
import { Simulation, simulate, type SimulationOptions } from '../testing/simulation.js';
import { outputsOf, parentsOf, taskRunsOf, taskStatesOf } from './view.js';

const failing =
  (...ids: string[]): SimulationOptions['outcome'] =>
  ({ taskId }) => ({ state: ids.includes(taskId) ? 'FAILED' : 'SUCCESS' });
const broken: SimulationOptions['evaluate'] = ({ expression }) =>
  expression === 'BROKEN' ? new Error('cannot be rendered') : undefined;
const run = (task: Task, options: SimulationOptions = {}) =>
  simulate(aFlow({ tasks: [task] }), { evaluate: broken, ...options });

describe('If', () => {
  const branches = { then: [aTask('yes')], else: [aTask('no')] };

  test.each([
    ['true', ['if=SUCCESS', 'yes=SUCCESS']],
    [' ', ['if=SUCCESS', 'yes=SUCCESS']],
    ['false', ['if=SUCCESS', 'no=SUCCESS']],
    ['-0', ['if=SUCCESS', 'no=SUCCESS']],
    ['BROKEN', ['if=FAILED']],
  ])('with the condition %j gives %j', (condition, expected) => {
    expect(run(aFlowable('If', 'if', { condition, ...branches })).states).toEqual(expected);
  });

  test('without else and with a false condition is SUCCESS without children', () => {
    const task = aFlowable('If', 'if', { condition: 'false', then: [aTask('yes')] });
    const { states, view } = run(task);
    expect(states).toEqual(['if=SUCCESS']);
    expect(outputsOf(view)).toEqual({ if: { evaluationResult: false } });
  });
});

describe('Switch', () => {
  const cases = { a: [aTask('first')] };

  test('takes the case of its value', () => {
    const { states, view } = run(aFlowable('Switch', 'switch', { value: 'a', cases }));
    expect(states).toEqual(['switch=SUCCESS', 'first=SUCCESS']);
    expect(outputsOf(view)['switch']).toEqual({ value: 'a', defaults: false });
  });

  test('without a match takes the defaults', () => {
    const defaults = [aTask('other')];
    const { states, view } = run(aFlowable('Switch', 'switch', { value: 'b', cases, defaults }));
    expect(states).toEqual(['switch=SUCCESS', 'other=SUCCESS']);
    expect(outputsOf(view)['switch']).toEqual({ value: 'b', defaults: true });
  });

  test('without a match and without defaults is FAILED', () => {
    expect(run(aFlowable('Switch', 'switch', { value: 'b', cases })).states).toEqual([
      'switch=FAILED',
    ]);
  });
});

describe('Parallel', () => {
  test('never has more than `concurrent` children open', () => {
    let most = 0;
    run(
      aFlowable('Parallel', 'par', {
        concurrent: 2,
        tasks: ['a', 'b', 'c', 'd'].map((id) => aTask(id)),
      }),
      {
        watch: (view) => {
          const open = taskRunsOf(view).filter(({ state }) => state.current === 'CREATED').length;
          most = Math.max(most, open);
        },
      },
    );
    expect(most).toBe(2);
  });

  test('is FAILED as soon as a child is, while others still run', () => {
    const flow = aFlow({
      tasks: [aFlowable('Parallel', 'par', { tasks: [aTask('a'), aTask('b')] })],
    });
    const shell = new Simulation(flow, { outcome: failing('a') });
    shell.send({ kind: 'ExecutionCreated' });
    shell.step();
    expect(shell.states).toEqual(['par=FAILED', 'a=FAILED', 'b=CREATED']);
    expect(shell.view.execution.state.current).toBe('FAILED');
    expect(shell.settle().states).toEqual(['par=FAILED', 'a=FAILED', 'b=SUCCESS']);
  });
});

describe('a flowable beside one that failed', () => {
  const beside = (...tasks: Task[]) => {
    const par = aFlowable('Parallel', 'par', { tasks: [aTask('boom'), ...tasks] });
    return run(par, { outcome: failing('boom', 'bad') }).states;
  };
  const inOrder = (...ids: string[]) =>
    aFlowable('Sequential', 'seq', { tasks: ids.map((id) => aTask(id)) });

  test('is KILLED when the execution ends before its last task could begin', () => {
    expect(beside(inOrder('a', 'never'))).toEqual([
      ...['par=FAILED', 'boom=FAILED', 'seq=KILLED', 'a=SUCCESS'],
    ]);
  });

  test('ends as its children did when all it had to do is done', () => {
    expect(beside(inOrder('a')).slice(2)).toEqual(['seq=SUCCESS', 'a=SUCCESS']);
    expect(beside(inOrder('bad', 'never')).slice(2)).toEqual(['seq=FAILED', 'bad=FAILED']);
  });
});

describe('Dag', () => {
  const task = (id: string, ...dependsOn: string[]) => ({ task: aTask(id), dependsOn });

  test('starts a task when all it depends on have ended', () => {
    const dag = aFlowable('Dag', 'dag', {
      tasks: [task('c', 'a', 'b'), task('a'), task('b', 'a')],
    });
    expect(run(dag).states).toEqual(['dag=SUCCESS', 'a=SUCCESS', 'b=SUCCESS', 'c=SUCCESS']);
  });
});

describe('values of a loop', () => {
  const each = (values: unknown) => aFlowable('ForEach', 'each', { values, tasks: [aTask('x')] });

  test.each([
    [[], ['each=SUCCESS']],
    [
      [1, 'a', { b: 2 }],
      ['each=SUCCESS', 'x[1]=SUCCESS', 'x[a]=SUCCESS', 'x[{"b":2}]=SUCCESS'],
    ],
    ['[true, "true"]', ['each=SUCCESS', 'x[true]=SUCCESS']],
    ['[1, null]', ['each=FAILED']],
    ['{"a": 1}', ['each=FAILED']],
    [[true], ['each=FAILED']],
  ])('%j give %j', (values, expected) => {
    expect(run(each(values)).states).toEqual(expected);
  });

  test('lead to the outputs and states of the children', () => {
    const outer = aFlowable('ForEach', 'outer', {
      values: ['o', '__proto__'],
      tasks: [each(['i'])],
    });
    const { view } = run(outer, { outcome: () => ({ state: 'SUCCESS', outputs: { n: 1 } }) });
    const own = Object.entries(outputsOf(view)['x'] as object);
    expect(own).toEqual([
      ['o', { i: { n: 1 } }],
      ['__proto__', { i: { n: 1 } }],
    ]);
    expect(taskStatesOf(view)['outer']).toEqual({ state: 'SUCCESS' });
    const inner = taskRunsOf(view).find(({ taskId }) => taskId === 'x')?.id ?? '';
    expect(parentsOf(view, inner)).toEqual([{ taskrun: { value: 'o' } }]);
  });
});

describe('runIf', () => {
  test.each([
    ['false', ['a=SKIPPED', 'b=SUCCESS'], 'SUCCESS'],
    ['true', ['a=SUCCESS', 'b=SUCCESS'], 'SUCCESS'],
    ['BROKEN', ['a=FAILED'], 'FAILED'],
  ])('%s gives %j', (runIf, expected, state) => {
    const flow = aFlow({ tasks: [aTask('a', { runIf }), aTask('b')] });
    const shell = simulate(flow, { evaluate: broken });
    expect(shell.states).toEqual(expected);
    expect(shell.view.execution.state.current).toBe(state);
  });
});

describe('a failure below', () => {
  test.each<[string, Task, string, StateType]>([
    ['Sequential', aFlowable('Sequential', 's'), 's=FAILED', 'FAILED'],
    ['allowFailure', aFlowable('Sequential', 's', { allowFailure: true }), 's=WARNING', 'WARNING'],
    [
      'allowFailure and allowWarning',
      aFlowable('Sequential', 's', { allowFailure: true, allowWarning: true }),
      's=SUCCESS',
      'SUCCESS',
    ],
    ['AllowFailure', aFlowable('AllowFailure', 's'), 's=WARNING', 'WARNING'],
  ])('%s runs its error tasks and gives %j', (_name, task, expected, state) => {
    const errors = [aTask('error')];
    const shell = run(
      { ...task, tasks: [aTask('a'), aTask('b')], errors },
      { outcome: failing('a') },
    );
    expect(shell.states).toEqual([expected, 'a=FAILED', 'error=SUCCESS']);
    expect(shell.view.execution.state.current).toBe(state);
  });

  test('stops the error tasks with the first of them that fails, but not finally', () => {
    const flow = aFlow({
      tasks: [aTask('a')],
      errors: [aTask('e'), aTask('f')],
      finally: [aTask('last')],
    });
    expect(simulate(flow, { outcome: failing('a', 'e') }).states).toEqual([
      ...['a=FAILED', 'e=FAILED', 'last=SUCCESS'],
    ]);
  });
});

describe('tasks of the executor', () => {
  const task = (name: string, properties: object): Task => ({
    id: 'it',
    type: `io.kestra.plugin.core.execution.${name}`,
    ...properties,
  });

  test('Labels overwrites and adds', () => {
    const flow = aFlow({ tasks: [task('Labels', { labels: { a: 2, b: 'x' } })] });
    const execution = anExecution(flow, { labels: [{ key: 'a', value: '1' }] });
    expect(simulate(flow, { execution }).view.execution.labels).toEqual([
      { key: 'a', value: '2' },
      { key: 'b', value: 'x' },
    ]);
  });

  test('Labels of the system are refused', () => {
    const shell = run(task('Labels', { labels: { 'system.x': '1' } }));
    expect(shell.states).toEqual(['it=FAILED']);
  });

  test('SetVariables merges deeply, UnsetVariables takes away', () => {
    const flow = aFlow({
      variables: { a: { b: 1 } },
      tasks: [
        task('SetVariables', { variables: { a: { c: 2 }, d: 3 } }),
        { ...task('UnsetVariables', { variables: ['a.b'] }), id: 'unset' },
      ],
    });
    expect(simulate(flow).view.execution.variables).toEqual({ a: { c: 2 }, d: 3 });
  });

  test('UnsetVariables takes away those of the flow for good', () => {
    const flow = aFlow({
      variables: { a: 1, m: { x: 1, y: 2 } },
      tasks: [
        { ...task('UnsetVariables', { variables: ['a', 'm.x'] }), id: 'unset' },
        { ...task('SetVariables', { variables: { b: 2 } }), id: 'set' },
      ],
    });
    expect(simulate(flow).view.execution.variables).toEqual({ m: { y: 2 }, b: 2 });
  });

  test.each([
    ['SetVariables', { variables: { a: 2 }, overwrite: 'false' }, 'FAILED'],
    ['SetVariables', { variables: '{"a": 2}', overwrite: 'true' }, 'SUCCESS'],
    ['SetVariables', { variables: 'a' }, 'FAILED'],
    ['UnsetVariables', { variables: '["nope"]', ignoreMissing: 'true' }, 'SUCCESS'],
    ['UnsetVariables', { variables: '["nope"]' }, 'FAILED'],
    ['UnsetVariables', { variables: 'nope', ignoreMissing: true }, 'FAILED'],
  ])('%s with the rendered %j ends %s', (name, properties, state) => {
    const flow = aFlow({ variables: { a: 1 }, tasks: [task(name, properties)] });
    expect(simulate(flow).states).toEqual([`it=${state}`]);
  });

  test.each([
    ['CANCELED', 'CANCELLED'],
    ['WARNING', 'WARNING'],
    ['KILLED', 'KILLED'],
  ])('Exit with %s ends the execution %s', (state, expected) => {
    const flow = aFlow({
      tasks: [aFlowable('Sequential', 's', { tasks: [task('Exit', { state })] }), aTask('never')],
    });
    const { states, view } = simulate(flow);
    expect(view.execution.state.current).toBe(expected);
    expect(states).toEqual([`s=${expected}`, `it=${expected}`]);
  });
});

describe('listeners', () => {
  test('run after the end when their conditions hold, before afterExecution', () => {
    const conditions = [{ type: 'io.kestra.plugin.core.condition.ExecutionStatus' }];
    const flow = aFlow({
      tasks: [aTask('a')],
      listeners: [
        { conditions, tasks: [aTask('l0')] },
        { conditions, tasks: [aTask('l1')] },
      ],
      afterExecution: [aTask('after')],
    });
    expect(simulate(flow, { listeners: [1] }).states).toEqual([
      ...['a=SUCCESS', 'l1=SUCCESS', 'after=SUCCESS'],
    ]);
  });

  test('that fail stop the listeners, and afterExecution still runs until a task of it fails', () => {
    const flow = aFlow({
      tasks: [aTask('a')],
      listeners: [{ tasks: [aTask('l0'), aTask('l1')] }],
      afterExecution: [aTask('after'), aTask('bad'), aTask('never')],
    });
    const outcome = ({ taskId }: { taskId: string }) => ({
      state: taskId === 'l0' || taskId === 'bad' ? ('FAILED' as const) : ('SUCCESS' as const),
    });
    expect(simulate(flow, { outcome }).states).toEqual([
      ...['a=SUCCESS', 'l0=FAILED', 'after=SUCCESS', 'bad=FAILED'],
    ]);
  });
});

describe('a state given by hand', () => {
  test('to a failed task run lets the flow go on from there', () => {
    const flow = aFlow({
      tasks: [aFlowable('Sequential', 's', { tasks: [aTask('a'), aTask('b')] })],
      errors: [aTask('error')],
    });
    const shell = simulate(flow, { outcome: failing('a') });
    const taskRunId = taskRunsOf(shell.view).find(({ taskId }) => taskId === 'a')?.id ?? '';
    shell.send({ kind: 'TaskRunStateForced', taskRunId, state: 'SUCCESS' });
    expect(shell.settle().states).toEqual(['s=SUCCESS', 'a=SUCCESS', 'b=SUCCESS']);
    expect(taskRunsOf(shell.view)[1]?.attempts?.map(({ state }) => state.current)).toEqual([
      'SUCCESS',
    ]);
  });
});
