import { describe, expect, test } from '@jest/globals';
import type { Breakpoint } from '../model/execution.js';
import { aFlow, aFlowable, anExecution, aTask } from '../testing/builders.js';
import { Simulation } from '../testing/simulation.js';

const FLOW = aFlow({
  tasks: [
    aTask('first'),
    aFlowable('Parallel', 'both', { tasks: [aTask('left'), aTask('right')] }),
    aFlowable('ForEach', 'each', { values: ['a', 'b'], tasks: [aTask('body')] }),
  ],
});

function run(...breakpoints: Breakpoint[]): Simulation {
  return new Simulation(FLOW, { execution: anExecution(FLOW, { breakpoints }) }).run();
}

const resume = (simulation: Simulation, breakpoints?: Breakpoint[]): Simulation => {
  simulation.send({ kind: 'ResumeFromBreakpointRequested', ...(breakpoints && { breakpoints }) });
  return simulation.settle();
};
const stateOf = ({ view }: Simulation): string => view.execution.state.current;

describe('a breakpoint', () => {
  test('suspends the execution before its task, and nothing else starts', () => {
    const simulation = run({ id: 'left' });
    expect(stateOf(simulation)).toBe('BREAKPOINT');
    expect(simulation.states).toEqual([
      'first=SUCCESS',
      'both=RUNNING',
      'left=BREAKPOINT',
      'right=CREATED',
    ]);
    expect(simulation.commands).toContainEqual(
      expect.objectContaining({ kind: 'AppendLog', message: 'Flow is suspended at a breakpoint.' }),
    );
  });

  test('lets the same task run go on when it is resumed, and the next one suspends', () => {
    const simulation = resume(run({ id: 'first' }, { id: 'both' }));
    expect(simulation.states).toEqual(['first=SUCCESS', 'both=BREAKPOINT']);
    expect(stateOf(resume(simulation))).toBe('SUCCESS');
    const histories = simulation.view.execution.state.histories.map(({ state }) => state);
    expect(histories).toEqual([
      'CREATED',
      'RUNNING',
      'BREAKPOINT',
      'RUNNING',
      'BREAKPOINT',
      'RUNNING',
      'SUCCESS',
    ]);
  });

  test('may name one value of a loop', () => {
    const simulation = run({ id: 'body', value: 'b' });
    expect(simulation.states.slice(-2)).toEqual(['body[a]=SUCCESS', 'body[b]=BREAKPOINT']);
  });

  test('is replaced by those that the resume names', () => {
    const simulation = resume(run({ id: 'first' }, { id: 'both' }), [{ id: 'each' }]);
    expect(simulation.states.at(-1)).toBe('each=BREAKPOINT');
    expect(stateOf(resume(simulation, []))).toBe('SUCCESS');
  });

  test('of a task that there is not suspends nothing', () => {
    expect(stateOf(run({ id: 'elsewhere' }))).toBe('SUCCESS');
  });

  test('leaves the execution to kill and force-run', () => {
    const killed = run({ id: 'left' });
    killed.send({ kind: 'KillRequested', cascade: false });
    expect(stateOf(killed.settle())).toBe('KILLED');
    const forced = run({ id: 'left' });
    forced.send({ kind: 'ForceRunRequested' });
    expect(stateOf(forced.settle())).toBe('SUCCESS');
  });

  test('is no pause: an execution that is not suspended refuses', () => {
    const { refusal } = run().send({ kind: 'ResumeFromBreakpointRequested' });
    expect(refusal?.code).toBe('ILLEGAL_STATE');
  });
});
