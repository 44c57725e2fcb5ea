import { describe, expect, test } from '@jest/globals';
import type { StateType } from '../model/state.js';
import { aFlow, aFlowable, aTask } from '../testing/builders.js';
import { Simulation, simulate } from '../testing/simulation.js';
import { outputsOf, taskRunsOf } from './view.js';

const states = ({ histories }: { histories: readonly { state: StateType }[] }) =>
  histories.map(({ state }) => state);
const created = (...args: ConstructorParameters<typeof Simulation>) => {
  const shell = new Simulation(...args);
  shell.send({ kind: 'ExecutionCreated' });
  return shell;
};

describe('Pause', () => {
  test('without a delay waits for somebody, who gives its inputs', () => {
    const pause = aFlowable('Pause', 'pause', { onResume: [{ id: 'reason', type: 'STRING' }] });
    const shell = created(aFlow({ tasks: [pause, aTask('last')] })).settle();
    expect(shell.states).toEqual(['pause=PAUSED']);
    shell.send({ kind: 'ResumeRequested', inputs: { reason: 'why not' }, by: 'me' });
    expect(shell.settle().states).toEqual(['pause=SUCCESS', 'last=SUCCESS']);
    expect(outputsOf(shell.view)['pause']).toMatchObject({
      onResume: { reason: 'why not' },
      resumed: { by: 'me', to: 'SUCCESS' },
    });
    expect(states(shell.view.execution.state)).toEqual([
      ...['CREATED', 'RUNNING', 'PAUSED', 'RESTARTED', 'RUNNING', 'SUCCESS'],
    ]);
  });

  test('with a delay goes on by itself, and runs its tasks then', () => {
    const pause = aFlowable('Pause', 'pause', { delay: 'PT1S', tasks: [aTask('child')] });
    const shell = created(aFlow({ tasks: [pause] }));
    expect(shell.states).toEqual(['pause=PAUSED']);
    const { view, states: all } = shell.settle();
    expect(all).toEqual(['pause=SUCCESS', 'child=SUCCESS']);
    expect(states(taskRunsOf(view)[0]?.state ?? { histories: [] })).toEqual([
      ...['CREATED', 'RUNNING', 'PAUSED', 'RUNNING', 'SUCCESS'],
    ]);
  });

  test('with a behavior that its expression made wrong fails', () => {
    const pause = aFlowable('Pause', 'pause', { pauseDuration: 'PT1S', behavior: 'SOMETIMES' });
    expect(simulate(aFlow({ tasks: [pause] })).states).toEqual(['pause=FAILED']);
  });

  test.each([
    ['RESUME', 'pause=SUCCESS', 'SUCCESS'],
    ['WARN', 'pause=WARNING', 'WARNING'],
    ['FAIL', 'pause=FAILED', 'FAILED'],
    ['CANCEL', 'pause=CANCELLED', 'CANCELLED'],
    ['cancel', 'pause=CANCELLED', 'CANCELLED'],
  ])('that elapses with %s gives %s, and its outputs say so', (behavior, taskRun, execution) => {
    const pause = aFlowable('Pause', 'pause', { pauseDuration: 'PT1S', behavior });
    const { view, states: all } = simulate(aFlow({ tasks: [pause] }));
    expect(all).toEqual([taskRun]);
    expect(view.execution.state.current).toBe(execution);
    expect(taskRunsOf(view)[0]?.outputs).toMatchObject({ resumed: { to: execution } });
  });

  test('that times out is FAILED after its own error tasks', () => {
    const pause = aFlowable('Pause', 'pause', { timeout: 'PT1S', errors: [aTask('error')] });
    const { states: all } = simulate(aFlow({ tasks: [pause] }));
    expect(all).toEqual(['pause=FAILED', 'error=SUCCESS']);
  });

  test.each([
    ['WARN', ['pause=WARNING', 'last=SUCCESS']],
    ['FAIL', ['pause=FAILED', 'error=SUCCESS', 'last=SUCCESS']],
  ])('that elapses with %s runs its handlers but no other child', (behavior, expected) => {
    const children = { tasks: [aTask('x')], errors: [aTask('error')], finally: [aTask('last')] };
    const pause = aFlowable('Pause', 'pause', { pauseDuration: 'PT1S', behavior, ...children });
    expect(simulate(aFlow({ tasks: [pause] })).states).toEqual(expected);
  });

  test('twice in parallel keeps the execution PAUSED until both are resumed', () => {
    const pauses = ['p', 'q'].map((id) => aFlowable('Pause', id));
    const shell = created(aFlow({ tasks: [aFlowable('Parallel', 'par', { tasks: pauses })] }));
    shell.settle().send({ kind: 'ResumeRequested' });
    expect(shell.states).toEqual(['par=RUNNING', 'p=SUCCESS', 'q=PAUSED']);
    expect(shell.view.execution.state.current).toBe('PAUSED');
    shell.send({ kind: 'ResumeRequested' });
    expect(shell.view.execution.state.current).toBe('SUCCESS');
  });

  test('in parallel with others is PAUSED with them, and none waits for another', () => {
    const timed = aFlowable('Pause', 'timed', { pauseDuration: 'PT1S' });
    const nested = aFlowable('Sequential', 'seq', { tasks: [aFlowable('Pause', 'nested')] });
    const tasks = [aFlowable('Pause', 'first'), timed, nested];
    const shell = created(aFlow({ tasks: [aFlowable('Parallel', 'par', { tasks })] }));
    expect(shell.states).toEqual([
      ...['par=RUNNING', 'first=PAUSED', 'timed=PAUSED', 'seq=RUNNING', 'nested=PAUSED'],
    ]);
    shell.settle().send({ kind: 'ResumeRequested' });
    expect(shell.states).toContain('nested=PAUSED');
    shell.send({ kind: 'ResumeRequested' });
    expect(states(shell.view.execution.state)).toEqual([
      ...['CREATED', 'RUNNING', 'PAUSED', 'RESTARTED', 'RUNNING', 'SUCCESS'],
    ]);
  });

  test('runs its onPause task while the execution is PAUSED', () => {
    const pause = aFlowable('Pause', 'pause', { onPause: aTask('tell') });
    const shell = created(aFlow({ tasks: [pause] })).settle();
    expect(shell.states).toEqual(['pause=PAUSED', 'tell=SUCCESS']);
    expect(shell.view.execution.state.current).toBe('PAUSED');
  });

  test('by hand lets what runs end and starts nothing until it is resumed', () => {
    const shell = created(aFlow({ tasks: [aTask('a'), aTask('b')] }));
    shell.send({ kind: 'PauseRequested' });
    expect(shell.settle().states).toEqual(['a=SUCCESS']);
    shell.send({ kind: 'ResumeRequested' });
    expect(shell.settle().states).toEqual(['a=SUCCESS', 'b=SUCCESS']);
    expect(shell.send({ kind: 'ResumeRequested' }).refusal?.code).toBe('ILLEGAL_STATE');
    expect(shell.send({ kind: 'PauseRequested' }).refusal?.code).toBe('ILLEGAL_ARGUMENT');
  });
});

describe('LoopUntil', () => {
  const loop = (properties: object) =>
    aFlow({
      tasks: [
        aFlowable('LoopUntil', 'loop', {
          condition: 'CONDITION',
          checkFrequency: { interval: 'PT1S', maxIterations: 3 },
          tasks: [aTask('x')],
          ...properties,
        }),
      ],
    });
  const until = (count: number) => ({
    evaluate: ({ expression }: { expression: unknown }, view: Simulation['view']) =>
      expression === 'CONDITION'
        ? (outputsOf(view)['loop'] as { iterationCount: number }).iterationCount >= count
        : undefined,
  });

  test('goes on until its condition holds and keeps the task runs of the last pass', () => {
    const { view, states: all } = simulate(loop({}), until(2));
    expect(all).toEqual(['loop=SUCCESS', 'x=SUCCESS']);
    expect(outputsOf(view)['loop']).toEqual({ iterationCount: 2 });
    expect(taskRunsOf(view).map(({ iteration }) => iteration)).toEqual([1, 1]);
    expect(states(view.execution.state)).toEqual([
      ...['CREATED', 'RUNNING', 'PAUSED', 'RUNNING', 'SUCCESS'],
    ]);
  });

  test.each([
    [false, 'loop=SUCCESS'],
    [true, 'loop=FAILED'],
    // As an expression gives it.
    ['false', 'loop=SUCCESS'],
    ['true', 'loop=FAILED'],
  ])('at its maximum, with failOnMaxReached %s, gives %s', (failOnMaxReached, expected) => {
    const { states: all, view } = simulate(loop({ failOnMaxReached }), until(9));
    expect(all[0]).toBe(expected);
    expect(outputsOf(view)['loop']).toEqual({ iterationCount: 3 });
  });

  test('ends with the first pass that fails', () => {
    const outcome = () => ({ state: 'FAILED' as const });
    expect(simulate(loop({}), { ...until(9), outcome }).states).toEqual([
      'loop=FAILED',
      'x=FAILED',
    ]);
  });
});
