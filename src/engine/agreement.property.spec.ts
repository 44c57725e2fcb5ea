import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Flow } from '../model/flow.js';
import type { StateType } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import {
  evaluate,
  type Evaluation,
  type NaiveTaskRun,
  type Outcomes,
  type Place,
} from '../testing/naive-evaluator.js';
import { BROKEN, randomFlows, VARYING } from '../testing/random-flow.js';
import { Simulation } from '../testing/simulation.js';
import { type ExecutionView, findTaskRun, taskRunsOf } from './index.js';

/** The same ones each time; `AGREEMENT_RUNS` of other flows look for trouble. */
const RUNS = { numRuns: 1000, seed: Number(process.env['SEED'] ?? 1) };

interface Case {
  readonly flow: Flow;
  readonly seed: number;
  readonly order: readonly number[];
}

const cases: fc.Arbitrary<Case> = fc.record({
  flow: randomFlows.filter((flow) => !JSON.stringify(flow).includes('flow.Pause')),
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

interface Found extends Place {
  readonly state: StateType;
  readonly attempts: number;
  readonly isBelowKilled: boolean;
}

function found(view: ExecutionView): readonly Found[] {
  return taskRunsOf(view).map((run) => {
    const pass = run.outputs?.['iterationCount'] === undefined ? 0 : 1;
    const { taskId, path } = placeOf(view, run);
    return {
      taskId,
      path: path.slice(0, path.length - pass),
      state: run.state.current,
      attempts: run.attempts?.length ?? 0,
      isBelowKilled: parentOf(view, run)?.state.current === 'KILLED',
    };
  });
}

const line = ({ taskId, path, state, attempts }: Omit<NaiveTaskRun, 'certain'>): string =>
  `${[taskId, ...path].join('/')} ${state} ${attempts}`;

describe('the engine and the naive evaluator', () => {
  test('agree about every task run and the execution', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const naive: Evaluation = evaluate(one.flow, outcomesOf(one.seed));
        const view = executed(one);
        const engine = found(view);
        const wobbly = new Set(
          naive.taskRuns.filter((r) => !r.certain).map((r) => [r.taskId, ...r.path].join('/')),
        );
        const sure = engine.filter((r) => !wobbly.has([r.taskId, ...r.path].join('/')));
        expect({ state: view.execution.state.current, runs: sure.map(line).sort() }).toEqual({
          state: naive.state,
          runs: naive.taskRuns
            .filter((r) => r.certain)
            .map(line)
            .sort(),
        });
      }),
      RUNS,
    );
  });
});
