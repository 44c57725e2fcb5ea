import { describe, expect, test } from '@jest/globals';
import { aFlow, aFlowable, aTask } from '../testing/builders.js';
import { simulate, Simulation, type SimulationOptions } from '../testing/simulation.js';
import { itemScopeOf, outputsSeenBy } from './loop-scope.js';
import { parentsOf, taskRunsOf } from './view.js';

const LOOP = { tasks: [aTask('work')] };

function run(properties: object, options: SimulationOptions = {}): Simulation {
  return simulate(
    aFlow({ tasks: [aFlowable('Loop', 'loop', { ...LOOP, ...properties })] }),
    options,
  );
}

const failingFor =
  (...values: string[]): SimulationOptions['outcome'] =>
  ({ id, taskId }, _attempt, view) => {
    const isBroken = taskId === 'work' && values.includes(itemScopeOf(view, id)?.value ?? '');
    return {
      state: isBroken ? 'FAILED' : 'SUCCESS',
      outputs: { of: itemScopeOf(view, id)?.value },
    };
  };

function idOf({ view }: Simulation, taskId: string, index = 0): string {
  return taskRunsOf(view).filter((one) => one.taskId === taskId)[index]?.id ?? '';
}

describe('Loop', () => {
  test('runs equal values each, one after another, and counts them', () => {
    const loop = run({ values: ['a', 'a', { b: 1 }] });
    expect(loop.states).toEqual([
      'loop=SUCCESS',
      ...['0', '1', '2'].flatMap((index) => [`loop_iteration[${index}]=SUCCESS`, 'work=SUCCESS']),
    ]);
    expect(taskRunsOf(loop.view)[0]?.outputs).toEqual({ iterationCount: 3 });
    expect([0, 1, 2].map((index) => itemScopeOf(loop.view, idOf(loop, 'work', index)))).toEqual([
      { index: 0, value: 'a', parents: [] },
      { index: 1, value: 'a', parents: [] },
      { index: 2, value: '{"b":1}', parents: [] },
    ]);
  });

  test('gives the items of a map their keys, also when an expression gives it', () => {
    const loop = run({ values: '{"x": 1, "y": "two"}', concurrencyLimit: 0 });
    expect([0, 1].map((index) => itemScopeOf(loop.view, idOf(loop, 'work', index)))).toEqual([
      { index: 0, value: '1', key: 'x', parents: [] },
      { index: 1, value: 'two', key: 'y', parents: [] },
    ]);
  });

  test('without values is SUCCESS', () => {
    expect(run({ values: [] }).states).toEqual(['loop=SUCCESS']);
  });

  test('whose values are neither list nor map is FAILED', () => {
    const loop = run({ values: 'nothing of the kind' });
    expect(loop.states).toEqual(['loop=FAILED']);
    expect(loop.commands).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('nothing of the kind') }),
    );
  });

  test('has at most `concurrencyLimit` iterations open', () => {
    let most = 0;
    run(
      { values: ['a', 'b', 'c', 'd', 'e'], concurrencyLimit: 2 },
      {
        watch: (view) => {
          const open = taskRunsOf(view).filter(
            ({ taskId, state }) => taskId === 'loop_iteration' && state.current === 'RUNNING',
          );
          most = Math.max(most, open.length);
        },
      },
    );
    expect(most).toBe(2);
  });

  test('runs its errors in the iteration that failed and ends there', () => {
    const handlers = { errors: [aTask('handle')], finally: [aTask('clean')] };
    const loop = run({ values: ['a', 'b', 'c'], ...handlers }, { outcome: failingFor('b') });
    expect(loop.states).toEqual([
      'loop=FAILED',
      'loop_iteration[0]=SUCCESS',
      'work=SUCCESS',
      'loop_iteration[1]=FAILED',
      'work=FAILED',
      'handle=SUCCESS',
      'clean=SUCCESS',
    ]);
    expect(itemScopeOf(loop.view, idOf(loop, 'handle'))?.value).toBe('b');
    expect(itemScopeOf(loop.view, idOf(loop, 'clean'))).toBeUndefined();
  });

  test('without transmitFailed goes on after a failure and is SUCCESS', () => {
    const properties = { values: ['a', 'b', 'c'], transmitFailed: false };
    const loop = run(properties, { outcome: failingFor('b') });
    expect(loop.states.filter((state) => state.startsWith('loop'))).toEqual([
      'loop=SUCCESS',
      'loop_iteration[0]=SUCCESS',
      'loop_iteration[1]=WARNING',
      'loop_iteration[2]=SUCCESS',
    ]);
  });

  test('gives what its iterations declare as outputs', () => {
    const loop = run(
      {
        values: ['a', 'b', 'c'],
        transmitFailed: false,
        outputs: [{ id: 'result', type: 'STRING', value: 'RESULT' }],
      },
      {
        outcome: failingFor('b'),
        evaluate: ({ taskRunId, outputs }, view) =>
          outputs && { result: itemScopeOf(view, taskRunId ?? '')?.value },
      },
    );
    expect(taskRunsOf(loop.view)[0]?.outputs).toEqual({
      iterationCount: 3,
      outputs: [
        { item: { value: 'a', iteration: 0 }, outputs: { result: 'a' } },
        { item: { value: 'b', iteration: 1 } },
        { item: { value: 'c', iteration: 2 }, outputs: { result: 'c' } },
      ],
    });
  });
});

describe('an iteration of a Loop that the end of the execution cut off before its outputs', () => {
  test('is KILLED, and a restart gives them', () => {
    const outputs = [{ id: 'result', type: 'STRING', value: 'RESULT' }];
    const properties = { ...LOOP, values: ['a', 'b'], concurrencyLimit: 0, outputs };
    const failures = new Set(['a']);
    const loop = new Simulation(aFlow({ tasks: [aFlowable('Loop', 'loop', properties)] }), {
      outcome: (run, attempt, view) =>
        failingFor(...failures)?.(run, attempt, view) ?? { state: 'SUCCESS' },
      evaluate: ({ taskRunId, outputs: declared }, view) =>
        declared && { result: itemScopeOf(view, taskRunId ?? '')?.value },
    }).run();
    expect(loop.states).toEqual([
      ...['loop=FAILED', 'loop_iteration[0]=FAILED', 'loop_iteration[1]=KILLED'],
      ...['work=FAILED', 'work=SUCCESS'],
    ]);
    failures.clear();
    loop.send({ kind: 'RestartRequested' });
    loop.settle();
    expect(taskRunsOf(loop.view)[0]).toMatchObject({
      state: { current: 'SUCCESS' },
      outputs: { outputs: [{ outputs: { result: 'a' } }, { outputs: { result: 'b' } }] },
    });
  });
});

describe('inside a Loop', () => {
  const inner = aFlowable('Loop', 'inner', { values: ['x', 'y'], tasks: [aTask('work')] });
  const flow = aFlow({
    tasks: [
      aTask('before'),
      aFlowable('Loop', 'outer', { values: ['a', 'b'], tasks: [aTask('first'), inner] }),
    ],
  });
  const nested = simulate(flow, {
    outcome: ({ id, taskId }, _attempt, view) => ({
      state: 'SUCCESS',
      outputs: { of: `${taskId} ${itemScopeOf(view, id)?.value ?? ''}`.trim() },
    }),
  });
  const last = idOf(nested, 'work', 3);

  test('the items around the own one are its parents', () => {
    expect(itemScopeOf(nested.view, last)).toEqual({
      index: 1,
      value: 'y',
      parent: { index: 1, value: 'b' },
      parents: [{ index: 1, value: 'b' }],
    });
    expect(parentsOf(nested.view, last)).toEqual([]);
  });

  test('outputs are those of the own iteration, under their plain ids', () => {
    expect(outputsSeenBy(nested.view, last)).toMatchObject({
      before: { of: 'before' },
      first: { of: 'first b' },
      work: { of: 'work y' },
    });
    expect(outputsSeenBy(nested.view, idOf(nested, 'first', 0))).toMatchObject({
      first: { of: 'first a' },
    });
  });

  test('outputs that the own iteration has not got yet are not those of another', () => {
    const seen: unknown[] = [];
    simulate(flow, {
      outcome: ({ id, taskId }, _attempt, view) => {
        if (taskId === 'work') {
          seen.push(outputsSeenBy(view, id)['work']);
        }
        return { state: 'SUCCESS', outputs: { of: taskId } };
      },
    });
    expect(seen).toEqual([undefined, undefined, undefined, undefined]);
  });
});
