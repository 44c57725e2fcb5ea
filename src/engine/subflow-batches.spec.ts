import { describe, expect, test } from '@jest/globals';
import type { StateType } from '../model/state.js';
import { aFlow, aFlowable, aTask } from '../testing/builders.js';
import { Simulation } from '../testing/simulation.js';
import { childExecutionId } from './ids.js';
import { findTaskRun, taskRunsOf } from './view.js';

describe('ForEachItem', () => {
  const childOf = (taskRunId: string, batch: number) => childExecutionId(taskRunId, 1, batch);
  const start = (properties: object = {}) => {
    const each = { items: 'kestra:///x', namespace: 'dev', flowId: 'child', ...properties };
    const shell = new Simulation(aFlow({ tasks: [aFlowable('ForEachItem', 'each', each)] }), {
      outcome: () => ({ state: 'SUCCESS', outputs: { splits: 'kestra:///splits.txt' } }),
    });
    shell.send({ kind: 'ExecutionCreated' });
    shell.settle(1);
    const taskRunId =
      taskRunsOf(shell.view).find(({ taskId }) => taskId === 'each_items')?.id ?? '';
    return { shell, taskRunId };
  };

  test('counts the ends of its batches, however often they are told, and then merges', () => {
    const { shell, taskRunId } = start();
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 2 });
    for (const iteration of [0, 1, 1]) {
      const executionId = childOf(taskRunId, iteration);
      shell.send({ kind: 'SubflowStarted', taskRunId, iteration, executionId, state: 'CREATED' });
      shell.send({ kind: 'SubflowEnded', taskRunId, iteration, executionId, state: 'SUCCESS' });
    }
    expect(findTaskRun(shell.view, taskRunId)?.outputs).toEqual({
      iterations: { CREATED: 0, RUNNING: 0, SUCCESS: 2 },
      numberOfBatches: 2,
    });
    expect(shell.settle().states).toEqual([
      ...['each=SUCCESS', 'each_split=SUCCESS', 'each_items=SUCCESS', 'each_merge=SUCCESS'],
    ]);
  });

  test('fails when a batch failed, and a restart restarts that one only', () => {
    const { shell, taskRunId } = start();
    (['SUCCESS', 'FAILED'] as const).forEach((state, iteration) => {
      const executionId = childOf(taskRunId, iteration);
      shell.send({ kind: 'SubflowStarted', taskRunId, iteration, executionId, state: 'CREATED' });
      shell.send({ kind: 'SubflowEnded', taskRunId, iteration, executionId, state });
    });
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 2 });
    expect(shell.states.slice(-1)).toEqual(['each_items=FAILED']);
    shell.send({ kind: 'RestartRequested' });
    expect(shell.commands.filter(({ kind }) => kind === 'RestartSubflow')).toEqual([
      { kind: 'RestartSubflow', taskRunId, executionId: childOf(taskRunId, 1), iteration: 1 },
    ]);
    shell.send({
      kind: 'SubflowEnded',
      taskRunId,
      iteration: 1,
      executionId: childOf(taskRunId, 1),
      state: 'SUCCESS',
    });
    expect(shell.settle().view.execution.state.current).toBe('SUCCESS');
  });

  test('that begins anew counts the children of that attempt only', () => {
    const { shell, taskRunId } = start({ restartBehavior: 'NEW_EXECUTION' });
    const attempt = (number: number, ...ends: StateType[]) => {
      shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: ends.length });
      ends.forEach((state, iteration) => {
        const executionId = childExecutionId(taskRunId, number, iteration);
        const batch = { taskRunId, iteration, executionId };
        shell.send({ kind: 'SubflowStarted', ...batch, state: 'CREATED' });
        shell.send({ kind: 'SubflowEnded', ...batch, state });
      });
    };
    attempt(1, 'SUCCESS', 'FAILED');
    shell.send({ kind: 'RestartRequested' });
    attempt(2, 'SUCCESS', 'SUCCESS');
    expect(findTaskRun(shell.view, taskRunId)?.outputs).toEqual({
      iterations: { CREATED: 0, RUNNING: 0, SUCCESS: 2 },
      numberOfBatches: 2,
    });
    expect(shell.settle().view.execution.state.current).toBe('SUCCESS');
  });

  test('gives a batch whose child was deleted another one when it is restarted', () => {
    const { shell, taskRunId } = start();
    const batch = { taskRunId, iteration: 0, executionId: childOf(taskRunId, 0) };
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 1 });
    shell.send({ kind: 'SubflowStarted', ...batch, state: 'CREATED' });
    shell.send({ kind: 'SubflowEnded', ...batch, state: 'FAILED' });
    shell.send({ kind: 'RestartRequested' });
    shell.send({ kind: 'SubflowGone', ...batch });
    expect(shell.commands.at(-1)).toMatchObject({
      kind: 'StartSubflowBatches',
      from: 0,
      count: 1,
    });
    shell.send({ kind: 'SubflowStarted', ...batch, state: 'CREATED' });
    shell.send({ kind: 'SubflowEnded', ...batch, state: 'SUCCESS' });
    expect(findTaskRun(shell.view, taskRunId)?.outputs?.['iterations']).toEqual({
      CREATED: 0,
      RUNNING: 0,
      FAILED: 0,
      SUCCESS: 1,
    });
    expect(shell.settle().view.execution.state.current).toBe('SUCCESS');
  });

  test('with a concurrency limit asks for the next batch when one has ended', () => {
    const { shell, taskRunId } = start({ concurrencyLimit: 1 });
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 2 });
    shell.send({
      kind: 'SubflowStarted',
      taskRunId,
      iteration: 0,
      executionId: childOf(taskRunId, 0),
      state: 'CREATED',
    });
    shell.send({
      kind: 'SubflowEnded',
      taskRunId,
      iteration: 0,
      executionId: childOf(taskRunId, 0),
      state: 'SUCCESS',
    });
    const asked = shell.commands.filter((command) => command.kind === 'StartSubflowBatches');
    expect(asked.map(({ from, count }) => [from, count])).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  test('restarts no more failed batches at once than its concurrency limit, created or not', () => {
    const { shell, taskRunId } = start({ concurrencyLimit: 2 });
    const begin = (iteration: number, ...states: StateType[]) => {
      const executionId = childOf(taskRunId, iteration);
      shell.send({ kind: 'SubflowStarted', taskRunId, iteration, executionId, state: 'CREATED' });
      states.forEach((state) =>
        shell.send({ kind: 'SubflowEnded', taskRunId, iteration, executionId, state }),
      );
    };
    const end = (iteration: number, state: StateType) => {
      const executionId = childOf(taskRunId, iteration);
      shell.send({ kind: 'SubflowEnded', taskRunId, iteration, executionId, state });
    };
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 4 });
    begin(0, 'FAILED');
    shell.send({ kind: 'SubflowRefused', taskRunId, iteration: 1, message: 'no such flow' });
    begin(2, 'FAILED');
    begin(3, 'SUCCESS');
    expect(shell.states.slice(-1)).toEqual(['each_items=FAILED']);
    const before = shell.commands.length;
    const started = () =>
      shell.commands
        .slice(before)
        .flatMap((command) =>
          command.kind === 'RestartSubflow'
            ? [`again ${command.iteration}`]
            : command.kind === 'StartSubflowBatches'
              ? [`new ${command.from}`]
              : [],
        );
    shell.send({ kind: 'RestartRequested' });
    expect(started()).toEqual(['again 0', 'new 1']);
    end(0, 'SUCCESS');
    expect(started()).toEqual(['again 0', 'new 1', 'again 2']);
    begin(1, 'SUCCESS');
    end(2, 'SUCCESS');
    expect(findTaskRun(shell.view, taskRunId)?.outputs?.['iterations']).toEqual({
      CREATED: 0,
      RUNNING: 0,
      FAILED: 0,
      SUCCESS: 4,
    });
    expect(shell.settle().view.execution.state.current).toBe('SUCCESS');
  });

  test('that is killed starts no further batch and ends with those under way', () => {
    const { shell, taskRunId } = start({ concurrencyLimit: 1 });
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 2 });
    const executionId = childOf(taskRunId, 0);
    const batch = { taskRunId, iteration: 0, executionId } as const;
    shell.send({ kind: 'SubflowStarted', ...batch, state: 'CREATED' });
    shell.send({ kind: 'KillRequested', cascade: true });
    expect(shell.states.slice(-1)).toEqual(['each_items=RUNNING']);
    shell.send({ kind: 'SubflowEnded', ...batch, state: 'KILLED' });
    const of = (taskId: string) => taskRunsOf(shell.view).find((run) => run.taskId === taskId);
    expect([of('each')?.state.current, of('each_items')?.state.current]).toEqual([
      ...['KILLED', 'KILLED'],
    ]);
    expect(shell.commands.filter(({ kind }) => kind === 'StartSubflowBatches')).toHaveLength(1);
  });

  test('none of whose batches exists yet when the execution ends is KILLED with it', () => {
    const each = aFlowable('ForEachItem', 'each', { items: 'kestra:///x', flowId: 'child' });
    const tasks = [each, aTask('boom')];
    const shell = new Simulation(aFlow({ tasks: [aFlowable('Parallel', 'par', { tasks })] }), {
      outcome: ({ taskId }) => ({
        state: taskId === 'boom' ? 'FAILED' : 'SUCCESS',
        outputs: { splits: 'kestra:///splits.txt' },
      }),
      choose: (count) => count - 1,
    });
    shell.send({ kind: 'ExecutionCreated' });
    shell.step();
    const taskRunId = taskRunsOf(shell.view).at(-1)?.id ?? '';
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 2 });
    expect(shell.states.slice(-1)).toEqual(['each_items=RUNNING']);
    expect(shell.settle().states).toEqual([
      ...['par=FAILED', 'each=KILLED', 'boom=FAILED', 'each_split=SUCCESS', 'each_items=KILLED'],
    ]);
  });

  test('that is killed before its first batch exists is over at once', () => {
    const { shell, taskRunId } = start();
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 2 });
    shell.send({ kind: 'KillRequested', cascade: true });
    expect(findTaskRun(shell.view, taskRunId)?.state.current).toBe('KILLED');
  });

  test('restarts the execution that took the place of the child of a batch', () => {
    const { shell, taskRunId } = start();
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 1 });
    const originalId = childOf(taskRunId, 0);
    const batch = { taskRunId, iteration: 0 } as const;
    shell.send({ kind: 'SubflowStarted', ...batch, executionId: originalId, state: 'CREATED' });
    const end = { kind: 'SubflowEnded', ...batch, state: 'FAILED' } as const;
    shell.send({ ...end, executionId: 'c2', originalId });
    expect(shell.states.slice(-1)).toEqual(['each_items=FAILED']);
    shell.send({ kind: 'RestartRequested' });
    expect(shell.commands.find(({ kind }) => kind === 'RestartSubflow')).toMatchObject({
      executionId: 'c2',
    });
  });

  test('waits for the end of a batch: a child that is PAUSED has none', () => {
    const { shell, taskRunId } = start();
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 1 });
    const batch = { taskRunId, iteration: 0, executionId: childOf(taskRunId, 0) } as const;
    shell.send({ kind: 'SubflowEnded', ...batch, state: 'PAUSED' });
    expect(shell.states.slice(-1)).toEqual(['each_items=RUNNING']);
    shell.send({ kind: 'SubflowEnded', ...batch, state: 'SUCCESS' });
    expect(shell.states.slice(-2)).toEqual(['each_items=SUCCESS', 'each_merge=CREATED']);
  });

  test('that is tried again counts anew', () => {
    const retry = { type: 'constant', interval: 'PT1S', maxAttempts: 2 } as const;
    const { shell, taskRunId } = start({ retry });
    const refused = { kind: 'SubflowRefused', taskRunId, iteration: 0, message: 'no' } as const;
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 1 });
    shell.send(refused);
    expect(shell.states.slice(-1)).toEqual(['each_items=RETRYING']);
    shell.step();
    expect(shell.states.slice(-1)).toEqual(['each_items=CREATED']);
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 1 });
    const executionId = childExecutionId(taskRunId, 2, 0);
    shell.send({ kind: 'SubflowEnded', taskRunId, iteration: 0, executionId, state: 'SUCCESS' });
    expect(findTaskRun(shell.view, taskRunId)).toMatchObject({
      state: { current: 'SUCCESS' },
      outputs: { iterations: { CREATED: 0, RUNNING: 0, SUCCESS: 1 }, numberOfBatches: 1 },
    });
  });

  test('restarts what an earlier version of the engine remembered of its batches', () => {
    const { shell, taskRunId } = start({ concurrencyLimit: 1 });
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 3 });
    (['SUCCESS', 'FAILED', 'FAILED'] as const).forEach((state, iteration) => {
      const executionId = childOf(taskRunId, iteration);
      shell.send({ kind: 'SubflowEnded', taskRunId, iteration, executionId, state });
    });
    const remembered = { begun: '7', ended: '7', failed: '6', again: '', replaced: { 1: 'c2' } };
    const taskRuns = taskRunsOf(shell.view).map((run) => {
      const { target, splits, asked } = (run.memo?.['batches'] ?? {}) as Record<string, unknown>;
      const batches = { target, splits, asked, ...remembered };
      return run.id === taskRunId ? { ...run, memo: { ...run.memo, batches } } : run;
    });
    const later = new Simulation(shell.view.flow, { execution: shell.view.execution, taskRuns });
    const restarted = () => later.commands.filter(({ kind }) => kind === 'RestartSubflow');
    later.send({ kind: 'RestartRequested' });
    expect(restarted()).toMatchObject([{ iteration: 1, executionId: 'c2' }]);
    const end = { kind: 'SubflowEnded', taskRunId, iteration: 1, state: 'SUCCESS' } as const;
    later.send({ ...end, executionId: 'c2', originalId: childOf(taskRunId, 1) });
    expect(restarted().slice(1)).toMatchObject([
      { iteration: 2, executionId: childOf(taskRunId, 2) },
    ]);
  });

  test("an earlier attempt's child counts nothing", () => {
    const { shell, taskRunId } = start();
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 1 });
    const executionId = childExecutionId(taskRunId, 0, 0);
    shell.send({ kind: 'SubflowEnded', taskRunId, iteration: 0, executionId, state: 'FAILED' });
    expect(shell.states.slice(-1)).toEqual(['each_items=RUNNING']);
  });

  test('without a batch is SUCCESS without outputs', () => {
    const { shell, taskRunId } = start();
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 0 });
    expect(shell.settle().view.execution.state.current).toBe('SUCCESS');
    expect(findTaskRun(shell.view, taskRunId)?.outputs).toBeUndefined();
  });
});
