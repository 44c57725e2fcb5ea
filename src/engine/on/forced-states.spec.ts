import { describe, expect, test } from '@jest/globals';
import { aFlow, aFlowable, anExecution, aTask } from '../../testing/builders.js';
import { simulate, type SimulationOptions } from '../../testing/simulation.js';
import { taskRunsOf } from '../view.js';

const failing =
  (...ids: string[]): SimulationOptions['outcome'] =>
  ({ taskId }) => ({ state: ids.includes(taskId) ? 'FAILED' : 'SUCCESS' });

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

  test.each([
    ['PAUSED', {}],
    ['BREAKPOINT', { execution: anExecution(aFlow(), { breakpoints: [{ id: 'wait' }] }) }],
  ])('leaves the execution %s while another task run holds it up', (held, options) => {
    const wait = held === 'PAUSED' ? aFlowable('Pause', 'wait') : aTask('wait');
    const shell = simulate(aFlow({ tasks: [aTask('a'), wait] }), options);
    const taskRunId = taskRunsOf(shell.view)[0]?.id ?? '';
    shell.send({ kind: 'TaskRunStateForced', taskRunId, state: 'WARNING' });
    const { histories } = shell.view.execution.state;
    expect(histories.map(({ state }) => state)).toEqual([
      ...['CREATED', 'RUNNING', held, 'RESTARTED', 'RUNNING', held],
    ]);
    expect(shell.finish().states).toEqual(['a=WARNING', 'wait=SUCCESS']);
  });

  const refused =
    'CREATED SUBMITTED QUEUED RUNNING PAUSED BREAKPOINT RESTARTED RESUBMITTED KILLING RETRYING RETRIED';

  test.each(refused.split(' '))(
    'is an end: %s is refused for a task that is no flowable',
    (state) => {
      const shell = simulate(aFlow({ tasks: [aTask('a')] }));
      const taskRunId = taskRunsOf(shell.view)[0]?.id ?? '';
      const decision = shell.send({
        kind: 'TaskRunStateForced',
        taskRunId,
        state: state as 'RUNNING',
      });
      expect(decision.refusal).toEqual({
        code: 'ILLEGAL_ARGUMENT',
        message:
          `The task run ${taskRunId} of the task a cannot be made ${state}, ` +
          'but SUCCESS, WARNING, FAILED, KILLED, CANCELLED, SKIPPED',
      });
    },
  );

  test('may let a flowable run, unless a worker runs it', () => {
    const pause = aFlowable('Pause', 'pause', { tasks: [aTask('a')] });
    const shell = simulate(aFlow({ tasks: [pause] }));
    const taskRunId = taskRunsOf(shell.view)[0]?.id ?? '';
    shell.send({ kind: 'TaskRunStateForced', taskRunId, state: 'RUNNING' });
    expect(shell.settle().states).toEqual(['pause=SUCCESS', 'a=SUCCESS']);
    const directory = simulate(
      aFlow({ tasks: [aFlowable('WorkingDirectory', 'wd', { tasks: [aTask('a')] })] }),
    );
    const wd = taskRunsOf(directory.view)[0]?.id ?? '';
    const { refusal } = directory.send({
      kind: 'TaskRunStateForced',
      taskRunId: wd,
      state: 'RUNNING',
    });
    expect(refusal?.code).toBe('ILLEGAL_ARGUMENT');
  });
});
