import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Flow } from '../model/flow.js';
import type { TaskRun } from '../model/task-run.js';
import {
  evaluate,
  type NaiveTaskRun,
  type Outcomes,
  type Place,
} from '../testing/naive-evaluator.js';
import { BROKEN, pick, randomFlows, VARYING } from '../testing/random-flow.js';
import { Simulation } from '../testing/simulation.js';
import { type ExecutionView, findTaskRun, taskRunsOf } from './index.js';

/** The same ones each time; raise the number and drop the seed to look for trouble. */
const RUNS = { numRuns: 150, seed: 20261122 };

interface Case {
  readonly flow: Flow;
  readonly seed: number;
  readonly order: readonly number[];
}

/** A Pause that cancels the execution makes everything depend on when it does. */
const cases: fc.Arbitrary<Case> = fc.record({
  flow: randomFlows.filter((flow) => !JSON.stringify(flow).includes('"CANCEL"')),
  seed: fc.nat(),
  order: fc.array(fc.nat(), { minLength: 1, maxLength: 20 }),
});

/** The same for the same place, whoever asks and when. */
function outcomesOf(seed: number): Outcomes {
  return {
    attempt: ({ taskId, path }, attempt) =>
      pick(['SUCCESS', 'FAILED', 'WARNING', 'SUCCESS'], seed, taskId, path, attempt),
    expression: ({ taskId, path }, expression) => {
      const isVarying = expression === VARYING;
      const value = isVarying ? pick(['a', 'false', '', BROKEN], seed, taskId, path) : expression;
      return value === BROKEN ? new Error('cannot be rendered') : value;
    },
  };
}

/** Values and passes around a task run and its own, as the naive evaluator says it. */
function pathOf(view: ExecutionView, run: TaskRun): readonly string[] {
  const parent = parentOf(view, run);
  const above = parent === undefined ? [] : [...pathOf(view, parent), ...passOf(parent)];
  return run.value === undefined ? above : [...above, run.value];
}

function parentOf(view: ExecutionView, { parentTaskRunId }: TaskRun): TaskRun | undefined {
  return parentTaskRunId === undefined ? undefined : findTaskRun(view, parentTaskRunId);
}

function passOf({ outputs }: TaskRun): readonly string[] {
  const pass = outputs?.['iterationCount'];
  return pass === undefined ? [] : [`#${String(pass)}`];
}

function executed({ flow, seed, order }: Case): ExecutionView {
  const outcomes = outcomesOf(seed);
  let turn = 0;
  return new Simulation(flow, {
    outcome: (run, attempt, view) => {
      const place = { taskId: run.taskId, path: pathOf(view, run) };
      return { state: outcomes.attempt(place, attempt) };
    },
    evaluate: ({ taskRunId = '', expression }, view) => {
      const run = findTaskRun(view, taskRunId);
      const path = run === undefined ? [] : [...pathOf(view, run), ...passOf(run)];
      return outcomes.expression({ taskId: run?.taskId ?? '', path }, expression);
    },
    choose: (count) => (order[turn++ % order.length] ?? 0) % count,
  }).run().view;
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

describe('the engine and the naive evaluator', () => {
  test('agree about the execution and every task run', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const naive = evaluate(one.flow, outcomesOf(one.seed));
        const expected = new Map(naive.taskRuns.map((run) => [nameOf(run), run]));
        const view = executed(one);
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
      }),
      RUNS,
    );
  });
});
