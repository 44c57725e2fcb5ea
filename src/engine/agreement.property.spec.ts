import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Flow } from '../model/flow.js';
import type { StateType } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import {
  evaluate,
  type NaiveTaskRun,
  type Outcomes,
  type Place,
} from '../testing/naive-evaluator.js';
import { BROKEN, randomFlows, VARYING } from '../testing/random-flow.js';
import { Simulation } from '../testing/simulation.js';
import { type ExecutionView, findTaskRun, taskRunsOf } from './index.js';

/** The same ones each time; `AGREEMENT_RUNS` of other flows look for trouble. */
const RUNS = { numRuns: Number(process.env['N'] ?? 1000), seed: Number(process.env['SEED'] ?? 1) };

interface Case {
  readonly flow: Flow;
  readonly seed: number;
  readonly order: readonly number[];
}

const cases: fc.Arbitrary<Case> = fc.record({
  flow: randomFlows.filter((flow) => !JSON.stringify(flow).includes('CANCEL')),
  seed: fc.nat(),
  order: fc.array(fc.nat(), { minLength: 1, maxLength: 20 }),
});

function hashOf(seed: number, ...parts: readonly unknown[]): number {
  let hash = seed;
  for (const char of JSON.stringify(parts)) {
    hash = (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0;
  }
  return hash >>> 7;
}

function pick<T>(list: readonly [T, ...T[]], hash: number): T {
  return list[hash % list.length] ?? list[0];
}

function outcomesOf(seed: number): Outcomes {
  return {
    attempt: ({ taskId, path }, attempt) =>
      pick(['SUCCESS', 'FAILED', 'WARNING', 'SUCCESS'], hashOf(seed, taskId, path, attempt)),
    expression: ({ taskId, path }, expression) => {
      const value = pick(['a', 'false', '', BROKEN], hashOf(seed, taskId, path));
      const known = expression === VARYING ? value : expression;
      return known === BROKEN ? new Error('cannot be rendered') : known;
    },
  };
}

/** Where a task run of the engine is, as the naive evaluator says it. */
function placeOf(view: ExecutionView, run: TaskRun): Place {
  const path: string[] = [];
  for (let at: TaskRun | undefined = run; at !== undefined; at = parentOf(view, at)) {
    const pass = at.outputs?.['iterationCount'];
    path.unshift(
      ...(at.value === undefined ? [] : [at.value]),
      ...(pass === undefined ? [] : [`#${String(pass)}`]),
    );
  }
  return { taskId: run.taskId, path };
}

function parentOf(view: ExecutionView, { parentTaskRunId }: TaskRun): TaskRun | undefined {
  return parentTaskRunId === undefined ? undefined : findTaskRun(view, parentTaskRunId);
}

function executed({ flow, seed, order }: Case): ExecutionView {
  const outcomes = outcomesOf(seed);
  let turn = 0;
  return new Simulation(flow, {
    outcome: (run, attempt, view) => ({ state: outcomes.attempt(placeOf(view, run), attempt) }),
    evaluate: ({ taskRunId, expression }, view) => {
      const run = findTaskRun(view, taskRunId ?? '');
      if (run === undefined) {
        throw new Error(`an expression without a task run: ${JSON.stringify(expression)}`);
      }
      return outcomes.expression(placeOf(view, run), expression);
    },
    choose: (count) => (order[turn++ % order.length] ?? 0) % count,
  }).run().view;
}

/** A task run of either of the two, in one line. */
const line = (run: Place & Pick<NaiveTaskRun, 'state' | 'attempts' | 'iteration'>): string =>
  `${nameOf(run)} ${run.state} attempts=${run.attempts}`;
const nameOf = ({ taskId, path }: Place): string => [taskId, ...path].join('/');

/**
 * Where something FAILED beside others the order of events is part of the meaning: whether they begin at all, and
 * whether the execution ends before them. What came to its end is the same nevertheless.
 */
function isAllowed(
  view: ExecutionView,
  run: TaskRun,
  expected: ReadonlyMap<string, NaiveTaskRun>,
): boolean {
  const naive = expected.get(nameOf(found(view, run)));
  const isSame = naive !== undefined && line(naive) === line(found(view, run));
  return naive?.presence === 'unsure'
    ? isSame || wasCutOff(view, run, expected)
    : isSame && naive.presence === 'sure';
}

/** The end of the execution kills what is open and withholds retries; what these are in follows from them. */
function wasCutOff(
  view: ExecutionView,
  run: TaskRun,
  expected: ReadonlyMap<string, NaiveTaskRun>,
): boolean {
  const attempts = expected.get(nameOf(found(view, run)))?.attempts ?? 0;
  const lacksRetries = attemptsOf(run) > 0 && attemptsOf(run) < attempts;
  const children = taskRunsOf(view).filter((child) => child.parentTaskRunId === run.id);
  return (
    run.state.current === 'KILLED' ||
    lacksRetries ||
    children.some((child) => wasCutOff(view, child, expected))
  );
}

const attemptsOf = ({ attempts = [] }: TaskRun): number => attempts.length;

/** What the naive evaluator would call a task run: the passes of a loop are in the places of its children only. */
function found(view: ExecutionView, run: TaskRun): Place & { state: StateType; attempts: number } {
  const { taskId, path } = placeOf(view, run);
  const own = run.outputs?.['iterationCount'] === undefined ? path : path.slice(0, -1);
  return { taskId, path: own, state: run.state.current, attempts: attemptsOf(run) };
}

describe('the engine and the naive evaluator', () => {
  test('agree about the execution and every task run', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const naive = evaluate(one.flow, outcomesOf(one.seed));
        const view = executed(one);
        const expected = new Map(naive.taskRuns.map((run) => [nameOf(run), run]));
        const made = new Map(taskRunsOf(view).map((run) => [nameOf(found(view, run)), run]));
        const missing = naive.taskRuns.filter(
          (run) => run.presence === 'sure' && !made.has(nameOf(run)),
        );
        const wrong = [...made]
          .filter(([, run]) => !isAllowed(view, run, expected))
          .map(([name, run]) => [line(found(view, run)), expected.get(name)] as const);
        expect({
          state: view.execution.state.current,
          missing: missing.map(line),
          wrong: wrong.map(([is, other]) => `${is}, but naive: ${other ? line(other) : 'nothing'}`),
          runs: made.size,
        }).toEqual({ state: naive.state, missing: [], wrong: [], runs: taskRunsOf(view).length });
      }),
      RUNS,
    );
  });
});
