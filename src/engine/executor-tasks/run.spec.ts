import { describe, expect, test } from '@jest/globals';
import type { Task } from '../../model/task.js';
import { aFlow, aFlowable, anExecution, aTask } from '../../testing/builders.js';
import { simulate } from '../../testing/simulation.js';
import { taskRunsOf } from '../view.js';

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
    const shell = simulate(aFlow({ tasks: [task('Labels', { labels: { 'system.x': '1' } })] }));
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

  test('are not retried: what failed would fail again', () => {
    const retry = { type: 'constant', interval: 'PT1S', maxAttempts: 3 } as const;
    const shell = simulate(
      aFlow({ tasks: [task('Labels', { labels: { 'system.x': '1' }, retry })] }),
    );
    expect(shell.states).toEqual(['it=FAILED']);
    expect(taskRunsOf(shell.view)[0]?.attempts).toHaveLength(1);
  });

  test('Exit with FAILED is the end, whatever retries there are', () => {
    const retry = { type: 'constant', interval: 'PT1S', behavior: 'CREATE_NEW_EXECUTION' } as const;
    const flow = aFlow({ tasks: [task('Exit', { state: 'FAILED' })], retry });
    const shell = simulate(flow);
    expect(shell.states).toEqual(['it=FAILED']);
    expect(shell.view.execution.state.current).toBe('FAILED');
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
