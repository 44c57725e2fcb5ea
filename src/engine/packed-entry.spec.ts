import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TaskRun } from '../model/task-run.js';
import { aFlow, aFlowable, aTask } from '../testing/builders.js';
import { type Case, cases, simulationOf } from '../testing/random-case.js';
import { runs } from '../testing/runs.js';
import { simulate } from '../testing/simulation.js';
import type { Decision } from './decision.js';
import { PackedEntry } from './packed-entry.js';
import { type ExecutionView, packEnded, taskRunsOf } from './view.js';

/** Everything that happens, with task runs packed as soon as they have ended or never. */
function story(
  one: Case,
  isPacked: boolean,
): { readonly decisions: readonly Decision[]; readonly taskRuns: readonly TaskRun[] } {
  const decisions: Decision[] = [];
  const pack = (view: ExecutionView): void => {
    if (isPacked) {
      packEnded(view, [...view.entries.keys()], 0);
    }
  };
  const simulation = simulationOf(one, {
    watch: (view, _event, decision) => {
      decisions.push(decision);
      pack(view);
    },
  });
  simulation.create().finish().send({ kind: 'RestartRequested' });
  simulation.finish();
  pack(simulation.view);
  return { decisions, taskRuns: taskRunsOf(simulation.view) };
}

describe('packed task runs', () => {
  test('change nothing of what is decided, in no flow', () => {
    fc.assert(
      fc.property(cases, (one) => {
        expect(story(one, true)).toEqual(story(one, false));
      }),
      runs(60),
    );
  });

  test('are what has ended in a large execution, and nothing else', () => {
    const values = Array.from({ length: 600 }, (_, index) => `v${index}`);
    const tasks = [aTask('work')];
    const each = aFlowable('ForEach', 'each', { values, concurrencyLimit: 0, tasks });
    const { view } = simulate(aFlow({ tasks: [each] }), { choose: () => 0 });
    const before = taskRunsOf(view);
    const ids = [...view.entries.keys()];
    packEnded(view, ids.slice(0, 500));
    const packed = [...view.entries.values()].filter((entry) => entry instanceof PackedEntry);
    expect(packed).toHaveLength(499);
    expect(taskRunsOf(view)).toEqual(before);
    const small = simulate(aFlow({ tasks: [aTask('work')] })).view;
    packEnded(small, small.entries.keys());
    expect([...small.entries.values()].some((entry) => entry instanceof PackedEntry)).toBe(false);
  });

  test.each([
    ['whose dates are finer than milliseconds', '2026-11-22T10:00:00.000123Z'],
    ['whose dates are none', 'yesterday'],
  ])('are none %s', (_case, date) => {
    const { view } = simulate(aFlow({ tasks: [aTask('work')] }));
    const [entry] = view.entries.values();
    const state = { current: 'SUCCESS', histories: [{ state: 'SUCCESS', date }] } as const;
    expect(PackedEntry.of({ ...entry!, run: { ...entry!.run, state } })).toBeUndefined();
  });
});
