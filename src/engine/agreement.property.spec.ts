import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Breakpoint } from '../model/execution.js';
import type { Flow } from '../model/flow.js';
import type { TaskRun } from '../model/task-run.js';
import { anExecution } from '../testing/builders.js';
import {
  evaluate,
  type NaiveTaskRun,
  type Outcomes,
  type Place,
} from '../testing/naive-evaluator.js';
import { pick } from '../testing/pick.js';
import { randomFlows } from '../testing/random-flow.js';
import { BROKEN, VARYING } from '../testing/random-task.js';
import { runs } from '../testing/runs.js';
import { Simulation } from '../testing/simulation.js';
import { type ExecutionView, findTaskRun, taskOf, taskRunsOf } from './index.js';

interface Case {
  readonly flow: Flow;
  readonly seed: number;
  readonly order: readonly number[];
}

const cases: fc.Arbitrary<Case> = fc.record({
  flow: randomFlows.map(orderly),
  seed: fc.nat(),
  order: fc.array(fc.nat(), { minLength: 1, maxLength: 20 }),
});

/** What makes everything depend on when it happens gives way to something that does not. */
function orderly(flow: Flow): Flow {
  const { concurrency, sla, ...kept } = flow;
  const limited = concurrency && { concurrency: { ...concurrency, behavior: 'QUEUE' } };
  const watched = sla.map((one) => ({ ...one, behavior: 'NONE' }));
  const text = JSON.stringify({ ...kept, ...limited, sla: watched })
    .replaceAll('"behavior":"CANCEL"', '"behavior":"RESUME"')
    .replaceAll('"behavior":"CREATE_NEW_EXECUTION"', '"behavior":"RETRY_FAILED_TASK"')
    .replaceAll('execution.Exit"', 'execution.Labels"');
  return JSON.parse(text) as Flow;
}

/** The same for the same place, whoever asks and when. */
function outcomesOf(seed: number): Outcomes {
  return {
    attempt: ({ taskId, path }, attempt) =>
      pick(['SUCCESS', 'FAILED', 'WARNING', 'SUCCESS'], seed, taskId, path, attempt),
    expression: ({ taskId, path }, expression) => {
      const varying = pick(['a', 'false', '', BROKEN], seed, taskId, path);
      const text = JSON.stringify(expression ?? null).replaceAll(VARYING, varying);
      return text.includes(BROKEN) ? new Error('cannot be rendered') : JSON.parse(text);
    },
    child: ({ taskId, path }, attempt, batch) =>
      pick(
        ['SUCCESS', 'SUCCESS', 'refused', 'FAILED', 'WARNING', 'CANCELLED', 'KILLED'],
        seed,
        ...[taskId, path, attempt, batch],
      ),
    batches: ({ taskId, path }) => pick([0, 1, 2, 4], seed, taskId, path),
    holds: (listener) => pick([true, false], seed, listener),
  };
}

/** Values and passes around a task run and its own, as the naive evaluator says it. */
function pathOf(view: ExecutionView, run: TaskRun): readonly string[] {
  const parent = parentOf(view, run);
  const above = parent === undefined ? [] : [...pathOf(view, parent), ...passOf(view, parent)];
  return run.value === undefined ? above : [...above, run.value];
}

function parentOf(view: ExecutionView, { parentTaskRunId }: TaskRun): TaskRun | undefined {
  return parentTaskRunId === undefined ? undefined : findTaskRun(view, parentTaskRunId);
}

function passOf(view: ExecutionView, { id, outputs }: TaskRun): readonly string[] {
  const isLoop = taskOf(view, id)?.type.endsWith('.LoopUntil') === true;
  const pass = isLoop ? outputs?.['iterationCount'] : undefined;
  return pass === undefined ? [] : [`#${String(pass)}`];
}

function placeOf(view: ExecutionView, run: TaskRun): Place {
  return { taskId: run.taskId, path: pathOf(view, run) };
}

const DISTURBANCES = [
  'PauseRequested',
  'ResumeRequested',
  'ForceRunRequested',
  'SubflowsLost',
  'ConcurrencySlotGranted',
  'ResumeFromBreakpointRequested',
] as const;

const MANNERS = ['twice', 'early', 'paused', 'replaced', undefined] as const;

function simulationOf(
  { flow, seed, order }: Case,
  breakpoints?: readonly Breakpoint[],
): Simulation {
  const outcomes = outcomesOf(seed);
  let turn = 0;
  const shell: Simulation = new Simulation(flow, {
    execution: anExecution(flow, { ...(breakpoints && { breakpoints }) }),
    slotIsFree: seed % 2 === 0,
    listeners: flow.listeners.flatMap(({ conditions = [] }, index) =>
      conditions.length === 0 || outcomes.holds(index) ? [index] : [],
    ),
    outcome: (run, attempt, view) => ({
      state: outcomes.attempt(placeOf(view, run), attempt),
      outputs: { splits: 'kestra:///splits.txt' },
    }),
    children: {
      story: (run, attempt, batch) => ({
        state: outcomes.child(placeOf(shell.view, run), attempt, batch),
        manner: pick(MANNERS, seed, run.id, attempt, batch),
      }),
      batches: (run) => outcomes.batches(placeOf(shell.view, run)),
    },
    evaluate: ({ taskRunId = '', taskId, expression, workerGroup }, view) => {
      const run = findTaskRun(view, taskRunId);
      const path = run === undefined ? [] : [...pathOf(view, run), ...passOf(view, run)];
      const value = outcomes.expression({ taskId: taskId ?? run?.taskId ?? '', path }, expression);
      return workerGroup === true && !(value instanceof Error)
        ? { key: value, workers: value }
        : value;
    },
    choose: (count) => (order[turn++ % order.length] ?? 0) % count,
  });
  return shell;
}

/** A task run of the engine in the words of the naive evaluator. */
type Found = Omit<NaiveTaskRun, 'presence'> & { readonly children: readonly Found[] };

function foundIn(view: ExecutionView, parentTaskRunId?: string): readonly Found[] {
  return taskRunsOf(view)
    .filter((run) => run.parentTaskRunId === parentTaskRunId)
    .map((run) => ({
      taskId: run.taskId,
      path: pathOf(view, run),
      state: run.state.current,
      attempts: run.attempts?.length ?? 0,
      // The number of the pass, or whatever else it counts, is the engine's own matter.
      ...(run.value !== undefined && { value: run.value, iteration: run.iteration }),
      children: foundIn(view, run.id),
    }));
}

function flat(runs: readonly Found[]): readonly Found[] {
  return runs.flatMap((run) => [run, ...flat(run.children)]);
}

const nameOf = ({ taskId, path }: Place): string => [taskId, ...path].join('/');
const lineOf = (run: Omit<NaiveTaskRun, 'presence'>): string =>
  `${nameOf(run)} ${run.state} attempts=${run.attempts} iteration=${run.iteration ?? 'none'}`;

type Expected = ReadonlyMap<string, NaiveTaskRun>;

/**
 * Where something FAILED beside others the order of events is part of the meaning: whether they begin at all, and
 * whether the execution ends before them. What came to its end by itself is the same nevertheless.
 */
function isAsExpected(run: Found, expected: Expected): boolean {
  const naive = expected.get(nameOf(run));
  const isSame = naive !== undefined && lineOf(naive) === lineOf(run);
  return naive?.presence === 'unsure'
    ? isSame || wasCutOff(run, expected)
    : isSame && naive.presence === 'sure';
}

/** The end of the execution kills what is open and withholds retries; the state of what holds these follows from it. */
function wasCutOff(run: Found, expected: Expected): boolean {
  const attempts = expected.get(nameOf(run))?.attempts ?? 0;
  const lacksRetries = run.attempts > 0 && run.attempts < attempts;
  const isHit = run.state === 'KILLED' || lacksRetries;
  return isHit || run.children.some((child) => wasCutOff(child, expected));
}

function expectAgreement(one: Case, { view }: Simulation): void {
  const naive = evaluate(one.flow, outcomesOf(one.seed));
  fc.pre(naive.isOrderly);
  const expected = new Map(naive.taskRuns.map((run) => [nameOf(run), run]));
  const found = flat(foundIn(view));
  const names = new Set(found.map(nameOf));
  const explain = (run: Found): string => {
    const other = expected.get(nameOf(run));
    return `${lineOf(run)}, but naive: ${other ? lineOf(other) : 'nothing'}`;
  };
  expect({
    state: view.execution.state.current,
    missing: naive.taskRuns
      .filter((run) => run.presence === 'sure' && !names.has(nameOf(run)))
      .map(lineOf),
    wrong: found.filter((run) => !isAsExpected(run, expected)).map(explain),
    count: found.length,
  }).toEqual({ state: naive.state, missing: [], wrong: [], count: names.size });
}

describe('the engine and the naive evaluator agree about the execution and every task run', () => {
  test('whatever the flow', () => {
    fc.assert(
      fc.property(cases, (one) => {
        expectAgreement(one, simulationOf(one).create().finish());
      }),
      runs(120),
    );
  });

  test('with breakpoints, once it is resumed from each', () => {
    const places = fc.array(fc.nat(20), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(cases, places, (one, numbers) => {
        const breakpoints = numbers.map((number) => ({ id: `t${number}` }));
        expectAgreement(one, simulationOf(one, breakpoints).create().finish());
      }),
      runs(50),
    );
  });

  test('with pauses, resumptions, forced runs and lost processes in between', () => {
    const moments = fc.array(fc.tuple(fc.nat(8), fc.constantFrom(...DISTURBANCES)));
    fc.assert(
      fc.property(cases, moments, (one, disturbances) => {
        const shell = simulationOf(one).create();
        for (const [steps, kind] of disturbances) {
          const { view } = shell.settle(steps);
          // Whoever resumes an execution resumes a Pause in it: another end than that of its time.
          const isPause = view.paused.size > 0 && kind !== 'PauseRequested';
          if (!isPause) {
            shell.send({ kind });
          }
        }
        expectAgreement(one, shell.finish());
      }),
      runs(50),
    );
  });
});
