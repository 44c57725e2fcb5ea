import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Flow } from '../model/flow.js';
import { isLegalTransition, isTerminated, type StateType, withState } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import { BROKEN, pick, randomFlows as flows } from '../testing/random-flow.js';
import { Simulation, type SimulationOptions } from '../testing/simulation.js';
import type { Change } from './changes.js';
import { decide } from './decide.js';
import type { Decision } from './decision.js';
import type { ExecutionEvent } from './events.js';
import { familyOf, stateOf } from './family.js';
import { softened } from './settle.js';
import { childrenOf, type ExecutionView, openView, taskRunsOf } from './view.js';

/**
 * Whatever the flow, the outcomes and the order in which things happen. What an execution comes to is the matter of
 * agreement.property.spec.ts.
 */

/** The same ones each time; raise the number and drop the seed to look for trouble. */
const RUNS = { numRuns: 60, seed: 20261122 };

/** The same for the same task run and attempt, whenever it happens. */
function outcomes(seed: number, states: Outcomes): SimulationOptions['outcome'] {
  return ({ taskId, value, iteration }: TaskRun, attempt) => ({
    state: pick(states, seed, taskId, value, iteration, attempt),
    outputs: { attempt },
  });
}

type Outcome = 'SUCCESS' | 'WARNING' | 'FAILED';
type Outcomes = readonly [Outcome, ...Outcome[]];

const evaluate: SimulationOptions['evaluate'] = ({ expression }) =>
  expression === BROKEN ? new Error('cannot be rendered') : undefined;

const MIXED: Outcomes = ['SUCCESS', 'FAILED', 'WARNING', 'SUCCESS', 'FAILED', 'SUCCESS'];

interface Case {
  readonly flow: Flow;
  readonly seed: number;
  readonly order: readonly number[];
}

const cases: fc.Arbitrary<Case> = fc.record({
  flow: flows,
  seed: fc.nat(),
  order: fc.array(fc.nat(), { minLength: 1, maxLength: 20 }),
});

type Watch = NonNullable<SimulationOptions['watch']>;

function simulation({ flow, seed, order }: Case, watch?: Watch, states = MIXED): Simulation {
  let turn = 0;
  return new Simulation(flow, {
    outcome: outcomes(seed, states),
    evaluate,
    choose: (count) => (order[turn++ % order.length] ?? 0) % count,
    ...(watch !== undefined && { watch }),
  });
}

const snapshot = (view: ExecutionView): unknown =>
  structuredClone([view.execution, taskRunsOf(view)]);
const openRuns = (view: ExecutionView): readonly TaskRun[] =>
  taskRunsOf(view).filter(({ state }) => !isTerminated(state.current));
const isEmpty = ({ changes, commands }: Decision): boolean =>
  changes.length + commands.length === 0;
const isQuestion = ({ kind }: { kind: string }): boolean =>
  ['EvaluateExpressions', 'EvaluateListeners', 'ResolveFlowOutputs', 'Proceed'].includes(kind);

interface Move {
  readonly from: StateType;
  readonly to: StateType;
  /** Of the task run; absent: the execution moves. */
  readonly taskId?: string;
}

/** What the changes of one decision do to states; a history that starts anew is no move. */
function movesOf(view: ExecutionView, changes: readonly Change[]): readonly Move[] {
  let execution = view.execution.state.current;
  const runs = new Map(taskRunsOf(view).map((run) => [run.id, run]));
  return changes.flatMap((change): Move[] => {
    if (change.kind === 'TaskRunCreated') {
      runs.set(change.taskRun.id, change.taskRun);
    } else if (change.kind === 'ExecutionStateChanged') {
      const move = { from: execution, to: change.state };
      execution = change.state;
      return [move];
    } else if (change.kind === 'TaskRunStateChanged') {
      const { taskRunId, state: to, at, resetHistory } = change;
      const run = runs.get(taskRunId);
      expect(run).toBeDefined();
      if (run !== undefined) {
        runs.set(taskRunId, { ...run, state: withState(run.state, to, at) });
        return resetHistory ? [] : [{ from: run.state.current, to, taskId: run.taskId }];
      }
    }
    return [];
  });
}

/** What cannot begin is FAILED from CREATED; its task may allow that. */
function isAllowed({ tree }: ExecutionView, { from, to, taskId }: Move): boolean {
  const isLegal = isLegalTransition(taskId === undefined ? 'execution' : 'taskRun', from, to);
  const task = taskId === undefined ? undefined : tree.get(taskId)?.task;
  const isAllowedFailure = from === 'CREATED' && softened(task, 'FAILED') === to;
  const isRetry = taskId !== undefined && from === 'FAILED' && to === 'RETRYING';
  return isTerminated(from) ? isRetry : isLegal || isAllowedFailure;
}

describe('an execution', () => {
  test('always comes to an end with all its task runs, and then says nothing any more', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const events: ExecutionEvent[] = [];
        const { view } = simulation(one, (_view, event) => events.push(event)).run();
        expect(isTerminated(view.execution.state.current)).toBe(true);
        expect(openRuns(view)).toEqual([]);
        events.forEach((event) =>
          expect(decide(view, event)).toEqual({ changes: [], commands: [] }),
        );
      }),
      RUNS,
    );
  });

  test('hands every attempt out once, though every report comes twice', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const shell = simulation(one);
        shell.send({ kind: 'ExecutionCreated' });
        while (shell.pending.length > 0) {
          const before = new Set(shell.pending);
          shell.step();
          const gone = [...before].filter((pending) => !shell.pending.includes(pending));
          gone
            .filter(({ event }) => event.kind === 'TaskRunEnded')
            .forEach(({ event }) => expect(isEmpty(shell.send(event))).toBe(true));
        }
        const attempts = shell.commands
          .filter((command) => command.kind === 'SubmitWorkerTask')
          .map(({ taskRunId, attempt }) => `${taskRunId} ${attempt}`);
        expect(new Set(attempts).size).toBe(attempts.length);
      }),
      RUNS,
    );
  });

  test('moves only where the table of states allows, and from an end only to a retry', () => {
    fc.assert(
      fc.property(cases, fc.nat(30), (one, steps) => {
        const shell = simulation(one, (view, _event, { changes }) => {
          expect(movesOf(view, changes).filter((move) => !isAllowed(view, move))).toEqual([]);
        });
        shell.send({ kind: 'ExecutionCreated' });
        shell.settle(steps);
        shell.send({ kind: 'KillRequested', cascade: false });
        shell.settle();
      }),
      RUNS,
    );
  });

  test('ends the same in whatever order its tasks end, when none fails', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const calm: Outcomes = ['SUCCESS', 'WARNING', 'SUCCESS'];
        const safe = JSON.parse(JSON.stringify(one.flow).replaceAll(BROKEN, 'true')) as Flow;
        const quiet = withoutFailures(safe);
        const inOrder = simulation({ ...one, flow: quiet, order: [0] }, undefined, calm).run();
        const shuffled = simulation({ ...one, flow: quiet }, undefined, calm).run();
        expect([...shuffled.states].sort()).toEqual([...inOrder.states].sort());
        expect(shuffled.view.execution.state.current).toBe(inOrder.view.execution.state.current);
      }),
      RUNS,
    );
  });

  test('that is killed begins nothing more but what runs after the end, and ends KILLED', () => {
    fc.assert(
      fc.property(cases, fc.nat(12), (one, steps) => {
        let isKilled = false;
        const begun: TaskRun[] = [];
        const handedOut: string[] = [];
        const shell = simulation(one, (_view, _event, { changes, commands }) => {
          if (isKilled) {
            changes.forEach((c) => c.kind === 'TaskRunCreated' && begun.push(c.taskRun));
            commands.forEach((c) => c.kind === 'SubmitWorkerTask' && handedOut.push(c.taskRunId));
          }
        });
        shell.send({ kind: 'ExecutionCreated' });
        shell.settle(steps);
        fc.pre(!isTerminated(shell.view.execution.state.current));
        isKilled = true;
        shell.send({ kind: 'KillRequested', cascade: true });
        expect(shell.view.execution.state.current).toBe('KILLED');
        shell.settle();
        expect(begun.filter((run) => run.forceExecution !== true)).toEqual([]);
        const allowed = new Set(begun.map(({ id }) => id));
        expect(handedOut.filter((id) => !allowed.has(id))).toEqual([]);
        expect(openRuns(shell.view)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('that is restarted after a failure ends again, without a task run twice', () => {
    fc.assert(
      fc.property(cases, fc.nat(), (one, seed) => {
        const shell = simulation(one).run();
        const second = new Simulation(one.flow, {
          execution: shell.view.execution,
          taskRuns: taskRunsOf(shell.view),
          outcome: outcomes(seed, MIXED),
          evaluate,
        });
        const { refusal } = second.send({ kind: 'RestartRequested' });
        second.settle();
        expect(isTerminated(second.view.execution.state.current)).toBe(true);
        expect(refusal === undefined ? openRuns(second.view) : []).toEqual([]);
        const places = taskRunsOf(second.view).map((run) =>
          [run.parentTaskRunId, run.taskId, run.value].join(' '),
        );
        expect(new Set(places).size).toBe(places.length);
      }),
      RUNS,
    );
  });
});

describe('a flowable', () => {
  test('that has ended has the state its children give it', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { view } = simulation(one).run();
        for (const { run, node } of view.entries.values()) {
          const family = familyOf(view, run.id);
          const isNatural = node?.flowable !== undefined && !node.task.type.endsWith('Pause');
          const hasBegun =
            run.state.histories.some((history) => history.state === 'RUNNING') &&
            (run.memo?.['started'] === true || node?.flowable?.asks === undefined);
          const state = family && stateOf(family);
          const wasCutOff = childrenOf(view, run.id).some((c) => c.state.current === 'KILLED');
          if (isNatural && hasBegun && !wasCutOff && state !== undefined) {
            const ending = node.flowable.ending?.(node.task, state) ?? state;
            const natural = softened(node.task, ending);
            expect([natural, 'CANCELLED', 'KILLED']).toContain(run.state.current);
          }
        }
      }),
      RUNS,
    );
  });
});

describe('a decision', () => {
  test('leaves the view as it was, is the same again, and survives JSON', () => {
    fc.assert(
      fc.property(cases, (one) => {
        simulation(one, (view, event, decision) => {
          const before = snapshot(view);
          const outputs = structuredClone(view.outputs.root);
          expect(decide(view, event)).toStrictEqual(decision);
          expect(snapshot(view)).toStrictEqual(before);
          expect(view.outputs.root).toStrictEqual(outputs);
          expect(JSON.parse(JSON.stringify(decision))).toStrictEqual(decision);
          expect(JSON.parse(JSON.stringify(event))).toStrictEqual(event);
        }).run();
      }),
      RUNS,
    );
  });

  test('is the same on a view that was built anew from what is stored', () => {
    fc.assert(
      fc.property(cases, (one) => {
        simulation(one, (view, event, decision) => {
          const stored = structuredClone([view.execution, taskRunsOf(view)]) as [
            ExecutionView['execution'],
            TaskRun[],
          ];
          const rebuilt = openView(view.flow, ...stored);
          expect(rebuilt.outputs.root).toEqual(view.outputs.root);
          expect(rebuilt.taskStates.root).toEqual(view.taskStates.root);
          expect(sorted(decide(rebuilt, event))).toEqual(sorted(decision));
        }).run();
      }),
      RUNS,
    );
  });

  test('asks no question whose answer brings the same question again', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const asked: string[] = [];
        simulation(one, (_view, event, { commands }) => {
          const questions = JSON.stringify(commands.filter(isQuestion));
          const isAnswer = event.kind === 'ExpressionsEvaluated';
          expect(isAnswer && questions !== '[]' && questions === asked.at(-1)).toBe(false);
          asked.push(questions);
        }).run();
      }),
      RUNS,
    );
  });
});

/** Changes in the order of what they are about: sets of the indexes are walked in another order when built anew. */
function sorted({ changes, commands }: Decision): unknown {
  const texts = (list: readonly unknown[]): string[] =>
    list.map((item) => JSON.stringify(item)).sort();
  const questions = commands.map((command) =>
    command.kind === 'EvaluateExpressions'
      ? { ...command, requests: texts(command.requests) }
      : command,
  );
  return [texts(changes), texts(questions)];
}

/** What fails whatever the tasks do: a null value, a Switch without a match, a Pause or a loop that fails. */
function withoutFailures(flow: Flow): Flow {
  const text = JSON.stringify(flow)
    .replaceAll('"[1,null]"', '"[1]"')
    .replaceAll('[true]', '["true"]')
    .replaceAll('"failOnMaxReached":true', '"failOnMaxReached":false')
    .replaceAll('"values":"true"', '"values":"[]"')
    .replaceAll('"value":"true"', '"value":"[\\"a\\"]"')
    .replaceAll('"pauseDuration":"true"', '"pauseDuration":"PT1S"')
    .replaceAll(/"behavior":"(FAIL|CANCEL)"/g, '"behavior":"RESUME"');
  return JSON.parse(text, (_key, value: unknown) => withDefaults(value)) as Flow;
}

function withDefaults(value: unknown): unknown {
  const isSwitch = typeof value === 'object' && value !== null && 'cases' in value;
  return isSwitch && !('defaults' in value) ? { ...value, defaults: [] } : value;
}
