import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Flow } from '../model/flow.js';
import { isLegalTransition, isTerminated, type StateType, withState } from '../model/state.js';
import { CALM, cases, simulationOf } from '../testing/random-case.js';
import { BROKEN } from '../testing/random-task.js';
import { runs } from '../testing/runs.js';
import type { SimulationOptions } from '../testing/simulation.js';
import type { Change } from './changes.js';
import { decide } from './decide.js';
import type { ExecutionEvent } from './events.js';
import { familyOf, stateOf } from './family.js';
import { softened } from './settle.js';
import { childrenOf, type ExecutionView, taskRunsOf } from './view.js';

/**
 * Whatever the flow, the outcomes and the order in which things happen. What an execution comes to is the matter of
 * agreement.property.spec.ts, what people do to one of actions.property.spec.ts.
 */

const RUNS = runs(40);

const openRuns = (view: ExecutionView): readonly string[] =>
  taskRunsOf(view)
    .filter(({ state }) => !isTerminated(state.current))
    .map(({ taskId, state }) => `${taskId}=${state.current}`);

type Watch = NonNullable<SimulationOptions['watch']>;

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
  const isRetry = taskId !== undefined && from === 'FAILED' && ['RETRYING', 'RETRIED'].includes(to);
  return isTerminated(from) ? isRetry : isLegal || isAllowedFailure;
}

describe('an execution', () => {
  test('always comes to an end with all its task runs, and then says nothing any more', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const events: ExecutionEvent[] = [];
        const watch = (_view: unknown, event: ExecutionEvent) => events.push(event);
        const { view } = simulationOf(one, { watch }).create().finish();
        expect(isTerminated(view.execution.state.current)).toBe(true);
        expect(openRuns(view)).toEqual([]);
        events
          .filter(({ kind }) => !kind.endsWith('Requested'))
          .forEach((event) => expect(decide(view, event).changes).toEqual([]));
      }),
      RUNS,
    );
  });

  test('hands every attempt out once, though every report comes twice', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const shell = simulationOf(one).create();
        while (shell.pending.length > 0) {
          const before = new Set(shell.pending);
          shell.step();
          const gone = [...before].filter((pending) => !shell.pending.includes(pending));
          gone
            .filter(({ event }) => event.kind === 'TaskRunEnded')
            .forEach(({ event }) =>
              expect(shell.send(event)).toEqual({ changes: [], commands: [] }),
            );
        }
        shell.finish();
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
        const watch: Watch = (view, _event, { changes }) =>
          expect(movesOf(view, changes).filter((move) => !isAllowed(view, move))).toEqual([]);
        const shell = simulationOf(one, { watch }).create().settle(steps);
        shell.send({ kind: 'KillRequested', cascade: false });
        shell.finish();
      }),
      RUNS,
    );
  });

  test('ends the same in whatever order its tasks end, when none fails', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const calm = { ...one, flow: withoutFailures(one.flow) };
        const inOrder = simulationOf({ ...calm, order: [0] }, {}, CALM)
          .create()
          .finish();
        const shuffled = simulationOf(calm, {}, CALM).create().finish();
        expect([...shuffled.states].sort()).toEqual([...inOrder.states].sort());
        expect(shuffled.view.execution.state.current).toBe(inOrder.view.execution.state.current);
      }),
      RUNS,
    );
  });
});

describe('a flowable', () => {
  test('that has ended has the state its children give it', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { view } = simulationOf(one).create().finish();
        fc.pre(view.execution.memo?.['sla'] === undefined);
        fc.pre(!JSON.stringify(one.flow).includes('execution.Exit'));
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
            expect([natural, 'CANCELLED', 'KILLED', 'RETRIED']).toContain(run.state.current);
          }
        }
      }),
      RUNS,
    );
  });
});

/** Nothing in it fails or ends the execution whatever the tasks do. */
function withoutFailures({ sla: _sla, concurrency: _limit, ...flow }: Flow): Flow {
  return JSON.parse(JSON.stringify({ ...flow, sla: [] }), (key, value: unknown) =>
    complete(CALMER[key]?.(value) ?? value),
  ) as Flow;
}

const text = (value: unknown): unknown =>
  [BROKEN, '[1,null]', '{"k":"v"}', '[true]'].includes(
    typeof value === 'string' ? value : JSON.stringify(value),
  )
    ? '["a"]'
    : value;
const always = (value: unknown) => () => value;

/** By the name of the property. */
const CALMER: Readonly<Record<string, (value: unknown) => unknown>> = {
  ...Object.fromEntries(
    ['runIf', 'condition', 'value', 'values', 'args', 'namespace'].map((name) => [name, text]),
  ),
  labels: (value) => (Array.isArray(value) ? value : { a: 'b' }),
  variables: always({}),
  key: always('LIVE'),
  behavior: always('RESUME'),
  pauseDuration: always('PT5S'),
  failOnMaxReached: always(false),
  type: (value) => String(value).replace('execution.Exit', 'flow.Sequential'),
};

/** A Switch without defaults and a Template without tasks fail. */
function complete(value: unknown): unknown {
  const { type, cases: some } = Object(value) as {
    readonly type?: unknown;
    readonly cases?: unknown;
  };
  const isTemplate = String(type).endsWith('.Template');
  return some !== undefined || isTemplate
    ? {
        ...(some !== undefined && { defaults: [] }),
        ...(isTemplate && { tasks: [] }),
        ...(value as object),
      }
    : value;
}
