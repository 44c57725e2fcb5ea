import { describe, expect, test } from '@jest/globals';
import type { StateType } from '../model/state.js';
import { aFlow, aFlowable, aTask } from '../testing/builders.js';
import { Simulation } from '../testing/simulation.js';
import { childExecutionId } from './ids.js';
import { findTaskRun, taskRunsOf } from './view.js';

describe('a subflow', () => {
  const subflow = { namespace: 'dev', flowId: 'child', labels: { own: 1 } };
  const start = (properties: object = {}) => {
    const shell = new Simulation(
      aFlow({ tasks: [aFlowable('Subflow', 'sub', { ...subflow, ...properties })] }),
    );
    shell.send({ kind: 'ExecutionCreated' });
    const taskRunId = taskRunsOf(shell.view)[0]?.id ?? '';
    const executionId = childExecutionId(taskRunId, 1);
    const child = { taskRunId, executionId } as const;
    const begin = () => shell.send({ kind: 'SubflowStarted', ...child, state: 'CREATED' });
    const end = (state: StateType, more: object = {}) =>
      shell.send({ kind: 'SubflowEnded', ...child, state, ...more });
    return { shell, taskRunId, executionId, begin, end };
  };

  test('is started with its rendered properties', () => {
    const { shell, taskRunId } = start({ inputs: { a: 1 } });
    expect(shell.commands.at(-1)).toEqual({
      kind: 'StartSubflow',
      taskRunId,
      attempt: 1,
      namespace: 'dev',
      flowId: 'child',
      inputs: { a: 1 },
      labels: [{ key: 'own', value: '1' }],
      wait: true,
    });
  });

  test.each([
    ['FAILED', true, 'sub=FAILED'],
    ['KILLED', true, 'sub=KILLED'],
    ['CANCELLED', true, 'sub=SUCCESS'],
    ['FAILED', false, 'sub=SUCCESS'],
  ] as const)(
    'whose child ends %s, transmitted: %s, gives %s',
    (state, transmitFailed, expected) => {
      const { shell, taskRunId, executionId, begin, end } = start({ transmitFailed });
      begin();
      end(state, { outputs: { x: 1 } });
      expect(shell.states).toEqual([expected]);
      expect(findTaskRun(shell.view, taskRunId)?.outputs).toEqual({
        executionId,
        state,
        outputs: { x: 1 },
      });
    },
  );

  test('that does not wait is SUCCESS once its child exists', () => {
    const { shell, begin } = start({ wait: false });
    begin();
    expect(shell.states).toEqual(['sub=SUCCESS']);
  });

  test('waits for the end: a child that is PAUSED has none', () => {
    const { shell, begin, end } = start();
    begin();
    end('PAUSED');
    expect(shell.states).toEqual(['sub=RUNNING']);
    end('SUCCESS');
    expect(shell.states).toEqual(['sub=SUCCESS']);
  });

  test('that is tried again hears nothing of the child of the try before', () => {
    const { shell, taskRunId, begin, end } = start({
      retry: { type: 'constant', interval: 'PT1S', maxAttempts: 2 },
    });
    begin();
    end('FAILED');
    shell.settle();
    begin();
    end('WARNING');
    expect(shell.states).toEqual(['sub=CREATED']);
    const second = { executionId: childExecutionId(taskRunId, 2) };
    shell.send({ kind: 'SubflowStarted', taskRunId, ...second, state: 'CREATED' });
    end('SUCCESS', second);
    expect(shell.states).toEqual(['sub=SUCCESS']);
  });

  test('whose child does not exist yet when the execution ends is KILLED with it', () => {
    const sub = aFlowable('Subflow', 'sub', subflow);
    const tasks = [
      sub,
      aTask('boom'),
      aFlowable('Sequential', 'seq', { tasks: [{ ...sub, id: 'second' }] }),
    ];
    const shell = new Simulation(aFlow({ tasks: [aFlowable('Parallel', 'par', { tasks })] }), {
      outcome: () => ({ state: 'FAILED' }),
    });
    shell.send({ kind: 'ExecutionCreated' });
    const taskRunId = taskRunsOf(shell.view).find(({ taskId }) => taskId === 'sub')?.id ?? '';
    const child = { taskRunId, executionId: childExecutionId(taskRunId, 1) };
    shell.send({ kind: 'SubflowStarted', ...child, state: 'CREATED' });
    expect(shell.settle().states).toEqual([
      ...['par=FAILED', 'sub=RUNNING', 'boom=FAILED', 'seq=KILLED', 'second=KILLED'],
    ]);
    shell.send({ kind: 'SubflowEnded', ...child, state: 'SUCCESS' });
    expect(shell.states).toContain('sub=SUCCESS');
  });

  test('that is refused fails with its message, and is retried like any task', () => {
    const { shell, taskRunId } = start({
      retry: { type: 'constant', interval: 'PT1S', maxAttempts: 2 },
    });
    shell.send({ kind: 'SubflowRefused', taskRunId, message: 'no such flow' });
    expect(shell.states).toEqual(['sub=RETRYING']);
    shell.settle().send({ kind: 'SubflowRefused', taskRunId, message: 'no such flow' });
    expect(shell.states).toEqual(['sub=FAILED']);
    expect(findTaskRun(shell.view, taskRunId)?.attempts).toHaveLength(2);
  });

  test('ends with the execution that took the place of its child, and restarts that one', () => {
    const { shell, taskRunId, executionId, begin, end } = start();
    begin();
    end('FAILED', { executionId: 'other', originalId: 'foreign' });
    expect(shell.states).toEqual(['sub=RUNNING']);
    end('FAILED', { executionId: 'c2', originalId: executionId });
    expect(findTaskRun(shell.view, taskRunId)?.outputs).toEqual({
      executionId: 'c2',
      state: 'FAILED',
    });
    shell.send({ kind: 'RestartRequested' });
    expect(shell.commands.find(({ kind }) => kind === 'RestartSubflow')).toMatchObject({
      executionId: 'c2',
    });
  });

  test('whose child failed restarts that child', () => {
    const { shell, taskRunId, executionId, begin, end } = start();
    begin();
    end('FAILED');
    shell.send({ kind: 'RestartRequested' });
    expect(shell.commands.find(({ kind }) => kind === 'RestartSubflow')).toEqual({
      kind: 'RestartSubflow',
      taskRunId,
      executionId,
    });
    end('SUCCESS');
    expect(shell.view.execution.state.current).toBe('SUCCESS');
  });
});

describe('a subflow whose child was deleted', () => {
  const restarted = () => {
    const task = aFlowable('Subflow', 'sub', { namespace: 'dev', flowId: 'child' });
    const shell = new Simulation(aFlow({ tasks: [task] }));
    shell.send({ kind: 'ExecutionCreated' });
    const taskRunId = taskRunsOf(shell.view)[0]?.id ?? '';
    const child = { taskRunId, executionId: childExecutionId(taskRunId, 1) };
    shell.send({ kind: 'SubflowStarted', ...child, state: 'CREATED' });
    shell.send({ kind: 'SubflowEnded', ...child, state: 'FAILED' });
    shell.send({ kind: 'RestartRequested' });
    return { shell, taskRunId, child };
  };

  test('gets another one when it is restarted', () => {
    const { shell, taskRunId, child } = restarted();
    shell.send({ kind: 'SubflowGone', taskRunId, executionId: 'foreign' });
    expect(shell.states).toEqual(['sub=RUNNING']);
    shell.send({ kind: 'SubflowGone', ...child });
    expect(shell.commands.at(-1)).toMatchObject({ kind: 'StartSubflow', attempt: 3 });
    const next = { taskRunId, executionId: childExecutionId(taskRunId, 3) };
    shell.send({ kind: 'SubflowStarted', ...next, state: 'CREATED' });
    shell.send({ kind: 'SubflowEnded', ...next, state: 'SUCCESS' });
    expect(shell.view.execution.state.current).toBe('SUCCESS');
    const attempts = findTaskRun(shell.view, taskRunId)?.attempts;
    expect(attempts?.map(({ state }) => state.current)).toEqual(['FAILED', 'KILLED', 'SUCCESS']);
  });

  test('is killed with its execution', () => {
    const { shell, child } = restarted();
    shell.send({ kind: 'KillRequested', cascade: true });
    shell.send({ kind: 'SubflowGone', ...child });
    expect(shell.states).toEqual(['sub=KILLED']);
  });
});
