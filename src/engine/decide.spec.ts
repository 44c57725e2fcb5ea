import { describe, expect, test } from '@jest/globals';
import { aFlow, aFlowable, anExecution, aTask } from '../testing/builders.js';
import { Simulation, simulate } from '../testing/simulation.js';
import type { StateType } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import { decide } from './decide.js';
import { openView, taskRunsOf } from './view.js';

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

describe('an execution that its checks have ended', () => {
  test('says in its log what it failed of, and runs what comes after the end', () => {
    const flow = aFlow({ tasks: [aTask('one')], afterExecution: [aTask('after')] });
    const state = { ...anExecution(flow).state, current: 'FAILED' as const };
    const memo = { failedChecks: ['too big', 'too late'] };
    const shell = simulate(flow, { execution: { ...anExecution(flow), state, memo } });
    expect(shell.states).toEqual(['after=SUCCESS']);
    const logs = shell.commands.filter((command) => command.kind === 'AppendLog');
    expect(logs.map(({ message }) => message)).toEqual([
      'Flow is FAILED because a check does not hold: too big',
      'Flow is FAILED because a check does not hold: too late',
    ]);
  });
});

describe('hello world', () => {
  const flow = aFlow({ tasks: [aTask('hello')] });
  const at = '2026-11-22T10:00:01.000Z';
  const taskRunId = taskRunsOf(simulate(flow).view)[0]?.id ?? '';

  test('begins with its task run on the way to a worker', () => {
    expect(decide(openView(flow, anExecution(flow), []), { kind: 'ExecutionCreated', at })).toEqual(
      {
        changes: [
          { kind: 'ExecutionMemoSet', memo: { admitted: true } },
          { kind: 'ExecutionStateChanged', state: 'RUNNING', at },
          {
            kind: 'TaskRunCreated',
            taskRun: {
              id: taskRunId,
              executionId: 'an-execution',
              namespace: 'dev',
              flowId: 'a-flow',
              taskId: 'hello',
              state: { current: 'CREATED', histories: [{ state: 'CREATED', date: at }] },
            },
          },
          { kind: 'MemoSet', taskRunId, memo: { submitted: true, attempt: 1 } },
        ],
        commands: [
          { kind: 'AnnounceState', state: 'CREATED' },
          { kind: 'AnnounceState', state: 'RUNNING' },
          { kind: 'SubmitWorkerTask', taskRunId, attempt: 1 },
        ],
      },
    );
  });

  test('ends with the end of its task run, whose start was not told', () => {
    const shell = new Simulation(flow);
    shell.send({ kind: 'ExecutionCreated' });
    const startedAt = '2026-11-22T10:00:02.000Z';
    const endedAt = '2026-11-22T10:00:03.000Z';
    const end = { taskRunId, attempt: 1, startedAt, outputs: { value: 'hi' }, at: endedAt };
    expect(decide(shell.view, { kind: 'TaskRunEnded', state: 'SUCCESS', ...end })).toEqual({
      changes: [
        { kind: 'OutputsSet', taskRunId, outputs: { value: 'hi' } },
        {
          kind: 'AttemptAdded',
          taskRunId,
          attempt: {
            state: {
              current: 'SUCCESS',
              histories: [
                { state: 'CREATED', date: startedAt },
                { state: 'RUNNING', date: startedAt },
                { state: 'SUCCESS', date: endedAt },
              ],
            },
          },
        },
        { kind: 'TaskRunStateChanged', taskRunId, state: 'RUNNING', at: startedAt },
        { kind: 'TaskRunStateChanged', taskRunId, state: 'SUCCESS', at: endedAt },
        { kind: 'ExecutionStateChanged', state: 'SUCCESS', at: endedAt },
      ],
      commands: [{ kind: 'AnnounceState', state: 'SUCCESS' }, { kind: 'CancelDelays' }],
    });
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
