import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TaskRun } from '../model/task-run.js';
import { cases, simulationOf } from '../testing/random-case.js';
import { runs } from '../testing/runs.js';
import type { SimulationOptions } from '../testing/simulation.js';
import { apply } from './apply.js';
import { decide, decideAndApply } from './decide.js';
import type { Decision } from './decision.js';
import { type ExecutionView, openView, taskRunsOf } from './view.js';

const RUNS = runs(25);

type Watch = NonNullable<SimulationOptions['watch']>;

const snapshot = (view: ExecutionView): unknown =>
  structuredClone([view.execution, taskRunsOf(view)]);
const isQuestion = ({ kind }: { kind: string }): boolean =>
  ['EvaluateExpressions', 'EvaluateListeners', 'ResolveFlowOutputs', 'Proceed'].includes(kind);

describe('a decision', () => {
  test('leaves the view as it was, is the same again, and survives JSON', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const watch: Watch = (view, event, decision) => {
          const before = snapshot(view);
          const outputs = structuredClone(view.outputs.root);
          expect(decide(view, event)).toStrictEqual(decision);
          expect(snapshot(view)).toStrictEqual(before);
          expect(view.outputs.root).toStrictEqual(outputs);
          expect(JSON.parse(JSON.stringify(decision))).toStrictEqual(decision);
          expect(JSON.parse(JSON.stringify(event))).toStrictEqual(event);
        };
        simulationOf(one, { watch }).create().finish();
      }),
      RUNS,
    );
  });

  test('is the same on a view that was built anew from what is stored', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const watch: Watch = (view, event, decision) => {
          const stored = structuredClone([view.execution, taskRunsOf(view)]) as [
            ExecutionView['execution'],
            TaskRun[],
          ];
          const rebuilt = openView(view.flow, ...stored);
          expect(rebuilt.outputs.root).toEqual(view.outputs.root);
          expect(rebuilt.taskStates.root).toEqual(view.taskStates.root);
          expect(sorted(decide(rebuilt, event))).toEqual(sorted(decision));
        };
        simulationOf(one, { watch }).create().finish();
      }),
      RUNS,
    );
  });

  test('moves the view the same way whether it is applied at once or afterwards', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const watch: Watch = (view, event, decision) => {
          const later = copyOf(view);
          apply(later, decision.changes);
          const atOnce = copyOf(view);
          decideAndApply(atOnce, event);
          expect(contentOf(atOnce)).toEqual(contentOf(later));
        };
        simulationOf(one, { watch }).create().finish();
      }),
      RUNS,
    );
  });

  test('asks no question whose answer brings the same question again', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const asked: string[] = [];
        const watch: Watch = (_view, event, { commands }) => {
          const questions = JSON.stringify(commands.filter(isQuestion));
          const isAnswer = event.kind === 'ExpressionsEvaluated';
          expect(isAnswer && questions !== '[]' && questions === asked.at(-1)).toBe(false);
          asked.push(questions);
        };
        simulationOf(one, { watch }).create().finish();
      }),
      RUNS,
    );
  });
});

function copyOf(view: ExecutionView): ExecutionView {
  const taskRuns = structuredClone([...taskRunsOf(view)]);
  return openView(view.flow, structuredClone(view.execution), taskRuns);
}

/** Everything a view holds, in an order that means something. */
function contentOf(view: ExecutionView): unknown {
  const { execution, nextOrder, outputs, taskStates } = view;
  return {
    ...{ execution, nextOrder, outputs: outputs.root, taskStates: taskStates.root },
    taskRuns: taskRunsOf(view),
    sets: [view.undispatched, view.onWorkers, view.paused, view.retrying, view.openFlowables].map(
      (ids) => [...ids].sort(),
    ),
    blocks: [...view.blocks].map(([key, { open, counts }]) => [key, open, [...counts].sort()]),
  };
}

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
