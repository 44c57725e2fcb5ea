import fc from 'fast-check';
import type { Flow } from '../model/flow.js';
import type { TaskRun } from '../model/task-run.js';
import { anExecution } from './builders.js';
import { pick } from './pick.js';
import { randomFlows } from './random-flow.js';
import { BROKEN } from './random-task.js';
import type { ChildrenOptions } from './simulated-children.js';
import { Simulation, type SimulationOptions } from './simulation.js';

/** A flow, and everything that its execution leaves to chance: what happens in it and in which order. */
export interface Case {
  readonly flow: Flow;
  readonly seed: number;
  readonly order: readonly number[];
}

export const cases: fc.Arbitrary<Case> = fc.record({
  flow: randomFlows,
  seed: fc.nat(),
  order: fc.array(fc.nat(), { minLength: 1, maxLength: 20 }),
});

type Outcome = 'SUCCESS' | 'WARNING' | 'FAILED';
export type Outcomes = readonly [Outcome, ...Outcome[]];

const MIXED: Outcomes = ['SUCCESS', 'FAILED', 'WARNING', 'SUCCESS', 'FAILED', 'SUCCESS'];
/** Nothing that fails. */
export const CALM: Outcomes = ['SUCCESS', 'WARNING', 'SUCCESS'];

/** The execution of a case, still to be created. */
export function simulationOf(one: Case, options: SimulationOptions = {}, ends = MIXED): Simulation {
  const { flow, seed, order } = one;
  let turn = 0;
  const breakpoints = [{ id: `t${seed % 20}` }, { id: `t${seed % 7}` }];
  return new Simulation(flow, {
    execution: anExecution(flow, { ...(seed % 5 === 0 && { breakpoints }) }),
    outcome: ({ taskId, value, iteration }, attempt) => ({
      state: pick(ends, seed, taskId, value, iteration, attempt),
      outputs: { attempt, splits: 'kestra:///splits.txt' },
    }),
    evaluate: ({ expression, workerGroup }) =>
      JSON.stringify(expression ?? '').includes(BROKEN)
        ? new Error('cannot be rendered')
        : workerGroup && { key: expression, workers: expression },
    children: childrenOf(seed, ends),
    listeners: flow.listeners.map((_, index) => index).filter((index) => seed % (index + 2) === 0),
    slotIsFree: seed % 3 > 0,
    choose: (count) => (order[turn++ % order.length] ?? 0) % count,
    ...options,
  });
}

const MANNERS = ['twice', 'early', 'paused', 'replaced', undefined] as const;

/** By the task run and the try, so that a child that is restarted may end otherwise. */
function childrenOf(seed: number, ends: Outcomes): ChildrenOptions {
  const nameOf = ({ taskId, value, iteration }: TaskRun): unknown => [taskId, value, iteration];
  const bad = ends === MIXED ? (['refused', 'KILLED', 'CANCELLED'] as const) : [];
  return {
    story: (run, ...tries) => ({
      state: pick([...ends, ...bad], seed, nameOf(run), ...tries),
      manner: pick(MANNERS, seed, nameOf(run), 'manner', ...tries),
    }),
    // A file does not change when chance decides otherwise.
    batches: (run) => pick([0, 1, 2, 5], nameOf(run)),
  };
}
