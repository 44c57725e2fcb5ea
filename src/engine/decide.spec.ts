import { describe, expect, test } from '@jest/globals';
import { aFlow, aFlowable, aTask } from '../testing/builders.js';
import { simulate } from '../testing/simulation.js';
import type { StateType } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';

/** The tasks named fail, every time. */
const failing =
  (...ids: string[]) =>
  ({ taskId }: TaskRun) => ({ state: (ids.includes(taskId) ? 'FAILED' : 'SUCCESS') as 'FAILED' });

const histories = (state: { histories: readonly { state: StateType }[] }) =>
  state.histories.map((history) => history.state);

describe('a flow of plain tasks', () => {
  test('runs them one after another and ends in SUCCESS', () => {
    const { view, states } = simulate(aFlow({ tasks: [aTask('one'), aTask('two')] }));
    expect(states).toEqual(['one=SUCCESS', 'two=SUCCESS']);
    expect(histories(view.execution.state)).toEqual(['CREATED', 'RUNNING', 'SUCCESS']);
  });

  test('without an enabled task ends in SUCCESS from CREATED', () => {
    const { view } = simulate(aFlow({ tasks: [aTask('one', { disabled: true })] }));
    expect(histories(view.execution.state)).toEqual(['CREATED', 'SUCCESS']);
  });

  test('fails with its first failing task, after its error and finally tasks', () => {
    const { states, view } = simulate(
      aFlow({
        tasks: [aTask('one'), aTask('two'), aTask('three')],
        errors: [aTask('error')],
        finally: [aTask('last')],
        afterExecution: [aTask('after')],
      }),
      { outcome: failing('two') },
    );
    expect(states).toEqual([
      'one=SUCCESS',
      'two=FAILED',
      'error=SUCCESS',
      'last=SUCCESS',
      'after=SUCCESS',
    ]);
    expect(view.execution.state.current).toBe('FAILED');
  });
});

describe('loops', () => {
  test('ForEach with limit 1 goes value by value', () => {
    const { states } = simulate(
      aFlow({
        tasks: [
          aFlowable('ForEach', 'each', {
            values: ['a', 'b', 'a'],
            tasks: [aTask('x'), aTask('y')],
          }),
        ],
      }),
    );
    expect(states).toEqual([
      'each=SUCCESS',
      'x[a]=SUCCESS',
      'y[a]=SUCCESS',
      'x[b]=SUCCESS',
      'y[b]=SUCCESS',
    ]);
  });

  test('ForEach with a limit of 2 keeps two values going', () => {
    const { states } = simulate(
      aFlow({
        tasks: [
          aFlowable('ForEach', 'each', {
            values: '["a","b","c"]',
            concurrencyLimit: 2,
            tasks: [aTask('x'), aTask('y')],
          }),
        ],
      }),
    );
    expect(states).toEqual([
      'each=SUCCESS',
      'x[a]=SUCCESS',
      'x[b]=SUCCESS',
      'y[a]=SUCCESS',
      'y[b]=SUCCESS',
      'x[c]=SUCCESS',
      'y[c]=SUCCESS',
    ]);
  });
});
