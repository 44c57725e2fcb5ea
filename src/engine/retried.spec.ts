import { describe, expect, test } from '@jest/globals';
import { aFlow, anExecution, aTask } from '../testing/builders.js';
import { Simulation } from '../testing/simulation.js';

const FLOW = aFlow({
  tasks: [aTask('a')],
  retry: { type: 'constant', interval: 'PT1H', maxAttempts: 3, behavior: 'CREATE_NEW_EXECUTION' },
});
const parent = { executionId: 'parent', taskRunId: 'sub' };

/** RETRIED; the next one is due in an hour. */
function retried(): Simulation {
  const execution = anExecution(FLOW, { waitingParent: parent });
  const shell = new Simulation(FLOW, { execution, outcome: () => ({ state: 'FAILED' }) });
  shell.create().step();
  expect(shell.view.execution.state.current).toBe('RETRIED');
  return shell;
}

const told = ({ commands }: Simulation, kind: string) =>
  commands.filter((command) => command.kind === kind);

describe('an execution that is RETRIED', () => {
  test('gives way to the next one once, however often its time comes', () => {
    const shell = retried().settle();
    shell.send({ kind: 'DelayElapsed', key: 'replay' });
    expect(told(shell, 'CreateReplay')).toEqual([{ kind: 'CreateReplay', attemptNumber: 2 }]);
  });

  test('and killed before that has no next one, and its parent hears that it was killed', () => {
    const shell = retried();
    expect(shell.send({ kind: 'KillRequested', cascade: true }).refusal).toBeUndefined();
    expect(shell.pending).toEqual([]);
    shell.send({ kind: 'DelayElapsed', key: 'replay' });
    expect(told(shell, 'CreateReplay')).toEqual([]);
    expect(told(shell, 'EndSubflow')).toEqual([{ kind: 'EndSubflow', parent, state: 'KILLED' }]);
    expect(told(shell, 'KillSubflows')).toHaveLength(1);
  });

  test('is over once the next one is there: there is nothing to kill', () => {
    const { refusal } = retried().settle().send({ kind: 'KillRequested', cascade: true });
    expect(refusal?.code).toBe('ILLEGAL_STATE');
  });
});
