import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isTerminated, TERMINATED_STATES } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import { T0 } from '../testing/builders.js';
import { type Case, cases, simulationOf } from '../testing/random-case.js';
import { runs } from '../testing/runs.js';
import type { Simulation } from '../testing/simulation.js';
import type { Command } from './commands.js';
import { replayOf } from './replay.js';
import { ancestorsOf, type ExecutionView, findTaskRun, taskOf, taskRunsOf } from './view.js';

/** What people do to an execution, at any moment. */
const RUNS = runs(25);

const openRuns = (view: ExecutionView): readonly string[] =>
  taskRunsOf(view)
    .filter(({ state }) => !isTerminated(state.current))
    .map(({ taskId, state }) => `${taskId}=${state.current}`);

function expectEnd({ view }: Simulation): void {
  const { current } = view.execution.state;
  expect([isTerminated(current) || current, openRuns(view)]).toEqual([true, []]);
}

function expectNoPlaceTwice({ view }: Simulation): void {
  const places = taskRunsOf(view).map((run) =>
    [run.parentTaskRunId, run.taskId, run.value].join(' '),
  );
  expect(new Set(places).size).toBe(places.length);
}

/** The same execution later, when chance decides otherwise. */
function later(one: Case, { view }: Simulation, seed: number): Simulation {
  const { execution } = view;
  return simulationOf({ ...one, seed }, { execution, taskRuns: taskRunsOf(view) });
}

const BEGINNINGS: readonly Command['kind'][] = [
  'SubmitWorkerTask',
  'StartSubflow',
  'StartSubflowBatches',
  'RestartSubflow',
];

describe('an execution', () => {
  test('that is killed begins nothing more but what runs after the end, and ends KILLED', () => {
    fc.assert(
      fc.property(cases, fc.nat(25), fc.boolean(), (one, steps, cascade) => {
        let isKilled = false;
        const begun: TaskRun[] = [];
        const handedOut: string[] = [];
        const shell = simulationOf(one, {
          watch: (_view, _event, { changes, commands }) => {
            if (isKilled) {
              changes.forEach((c) => c.kind === 'TaskRunCreated' && begun.push(c.taskRun));
              commands.forEach(
                (c) =>
                  BEGINNINGS.includes(c.kind) &&
                  'taskRunId' in c &&
                  handedOut.push(c.taskRunId ?? ''),
              );
            }
          },
        });
        shell.create().settle(steps);
        fc.pre(!isTerminated(shell.view.execution.state.current));
        isKilled = true;
        shell.send({ kind: 'KillRequested', cascade });
        expect(shell.view.execution.state.current).toBe('KILLED');
        shell.finish();
        expect(
          begun.filter((run) => run.forceExecution !== true && run.memo?.['made'] !== true),
        ).toEqual([]);
        const allowed = new Set(begun.map(({ id }) => id));
        expect(handedOut.filter((id) => !allowed.has(id))).toEqual([]);
        expectEnd(shell);
      }),
      RUNS,
    );
  });

  test('that is restarted after a failure ends again, without a task run twice', () => {
    fc.assert(
      fc.property(cases, fc.nat(), (one, seed) => {
        const second = later(one, simulationOf(one).create().finish(), seed);
        const { refusal } = second.send({ kind: 'RestartRequested' });
        second.finish();
        expect(isTerminated(second.view.execution.state.current)).toBe(true);
        expect(refusal === undefined ? openRuns(second.view) : []).toEqual([]);
        expectNoPlaceTwice(second);
      }),
      RUNS,
    );
  });

  test('that is restarted while it is PAUSED ends, without a task run twice', () => {
    fc.assert(
      fc.property(cases, fc.nat(25), (one, steps) => {
        const shell = simulationOf(one).create().settle(steps);
        shell.send({ kind: 'PauseRequested' });
        shell.send({ kind: 'RestartRequested' });
        expectEnd(shell.finish());
        expectNoPlaceTwice(shell);
      }),
      RUNS,
    );
  });

  test('that is replayed from a task run keeps what came before, and ends', () => {
    fc.assert(
      fc.property(cases, fc.nat(), fc.nat(), (one, seed, choice) => {
        const { view } = simulationOf(one).create().finish();
        const all = taskRunsOf(view);
        fc.pre(all.length > 0);
        const taskRunId = all[choice % all.length]?.id ?? '';
        const replay = replayOf(view, { id: 'copy', at: T0, flow: one.flow, taskRunId });
        if (!('execution' in replay)) {
          throw new Error(replay.message);
        }
        const shell = simulationOf({ ...one, seed }, replay);
        const kept = taskRunsOf(shell.view).filter((run) => isKept(shell.view, run));
        expectEnd(shell.create().finish());
        expectNoPlaceTwice(shell);
        const after = kept.map(({ id }) => findTaskRun(shell.view, id));
        expect(after).toEqual(kept);
      }),
      RUNS,
    );
  });

  test('goes on and ends whatever state somebody gives to a task run', () => {
    const ends = fc.constantFrom(...TERMINATED_STATES, 'RUNNING' as const);
    fc.assert(
      fc.property(cases, fc.nat(25), fc.nat(), ends, (one, steps, choice, state) => {
        const shell = simulationOf(one).create().settle(steps);
        const all = taskRunsOf(shell.view);
        fc.pre(all.length > 0);
        const taskRunId = all[choice % all.length]?.id ?? '';
        shell.send({ kind: 'TaskRunStateForced', taskRunId, state });
        expectEnd(shell.finish());
        expectNoPlaceTwice(shell);
      }),
      RUNS,
    );
  });
});

/** Not of a loop that will throw it away with its next pass. */
function isKept(view: ExecutionView, run: TaskRun): boolean {
  const isInLoop = ancestorsOf(view, run.id).some(({ id }) =>
    taskOf(view, id)?.type.endsWith('.LoopUntil'),
  );
  return isTerminated(run.state.current) && !isInLoop;
}
