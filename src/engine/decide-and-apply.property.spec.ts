import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomFlows } from '../testing/random-flow.js';
import { Simulation } from '../testing/simulation.js';
import { apply } from './apply.js';
import { decideAndApply } from './decide.js';
import { type ExecutionView, openView, taskRunsOf } from './view.js';

/** The same ones each time; raise the number and drop the seed to look for trouble. */
const RUNS = { numRuns: 40, seed: 20261130 };

function copyOf(view: ExecutionView): ExecutionView {
  return openView(
    view.flow,
    structuredClone(view.execution),
    structuredClone([...taskRunsOf(view)]),
  );
}

/** Everything a view holds, in an order that means something. */
function contentOf(view: ExecutionView): unknown {
  return {
    execution: view.execution,
    taskRuns: taskRunsOf(view),
    nextOrder: view.nextOrder,
    outputs: view.outputs.root,
    taskStates: view.taskStates.root,
    sets: [view.undispatched, view.onWorkers, view.paused, view.retrying, view.openFlowables].map(
      (ids) => [...ids].sort(),
    ),
    blocks: [...view.blocks].map(([key, block]) => [key, block.open, [...block.counts].sort()]),
  };
}

describe('a decision made and applied at once', () => {
  test('moves the view as decision and application apart do', () => {
    fc.assert(
      fc.property(randomFlows, fc.nat(20), (flow, seed) => {
        let turn = seed;
        new Simulation(flow, {
          outcome: (_run, attempt) => ({
            state: (turn + attempt) % 3 === 0 ? 'FAILED' : 'SUCCESS',
            outputs: { attempt },
          }),
          choose: (count) => turn++ % count,
          watch: (view, event, decision) => {
            const decided = copyOf(view);
            apply(decided, decision.changes);
            const moved = copyOf(view);
            decideAndApply(moved, event);
            expect(contentOf(moved)).toEqual(contentOf(decided));
          },
        }).run();
      }),
      RUNS,
    );
  });
});
