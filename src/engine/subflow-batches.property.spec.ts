import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aFlow, aFlowable } from '../testing/builders.js';
import { Simulation } from '../testing/simulation.js';
import { childExecutionId } from './ids.js';
import { findTaskRun, taskRunsOf } from './view.js';

const ends = fc.constantFrom('SUCCESS', 'FAILED', 'WARNING', 'refused' as const);

/** Batches end in any order and are told twice; what failed is restarted and succeeds then. */
test('a ForEachItem never has more batches open than its limit, and ends with every batch told once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(ends, { minLength: 1, maxLength: 9 }),
      fc.infiniteStream(fc.nat(20)),
      (concurrencyLimit, outcomes, choices) => {
        const each = { items: 'kestra:///x', namespace: 'dev', flowId: 'child', concurrencyLimit };
        const shell = new Simulation(aFlow({ tasks: [aFlowable('ForEachItem', 'each', each)] }), {
          outcome: () => ({ state: 'SUCCESS', outputs: { splits: 'kestra:///splits.txt' } }),
        });
        shell.send({ kind: 'ExecutionCreated' });
        shell.settle(1);
        const taskRunId =
          taskRunsOf(shell.view).find((run) => run.taskId === 'each_items')?.id ?? '';
        shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: outcomes.length });
        const open = new Set<number>();
        let seen = 0;
        const follow = () => {
          for (const command of shell.commands.slice(seen)) {
            if (command.kind === 'StartSubflowBatches') {
              const last = Math.min(command.from + (command.count ?? Infinity), outcomes.length);
              for (let batch = command.from; batch < last; batch++) {
                expect(open.has(batch)).toBe(false);
                open.add(batch);
              }
            } else if (command.kind === 'RestartSubflow') {
              open.add(command.iteration ?? -1);
            }
          }
          seen = shell.commands.length;
          expect(open.size).toBeLessThanOrEqual(concurrencyLimit);
        };
        const finish = (outcomeOf: (batch: number) => (typeof outcomes)[number]) => {
          for (follow(); open.size > 0; follow()) {
            const batch = [...open][(choices.next().value ?? 0) % open.size] ?? 0;
            const about = { taskRunId, iteration: batch };
            const executionId = childExecutionId(taskRunId, 1, batch);
            const state = outcomeOf(batch);
            open.delete(batch);
            for (let time = 0; time < 2; time++) {
              if (state === 'refused') {
                shell.send({ kind: 'SubflowRefused', ...about, message: 'no' });
              } else {
                shell.send({ kind: 'SubflowStarted', ...about, executionId, state: 'CREATED' });
                shell.send({
                  kind: 'SubflowEnded',
                  ...about,
                  executionId,
                  state: state as 'SUCCESS',
                });
              }
            }
          }
        };
        finish((batch) => outcomes[batch] ?? 'SUCCESS');
        const fails = outcomes.some((state) => state === 'FAILED' || state === 'refused');
        const worst = fails ? 'FAILED' : outcomes.includes('WARNING') ? 'WARNING' : 'SUCCESS';
        expect(findTaskRun(shell.view, taskRunId)?.state.current).toBe(worst);
        if (fails) {
          shell.send({ kind: 'RestartRequested' });
          finish(() => 'SUCCESS');
          const again = findTaskRun(shell.view, taskRunId);
          expect(again?.state.current).toBe(outcomes.includes('WARNING') ? 'WARNING' : 'SUCCESS');
        }
        const iterations = findTaskRun(shell.view, taskRunId)?.outputs?.['iterations'] as object;
        const { RUNNING, CREATED, ...told } = iterations as Record<string, number>;
        expect([RUNNING, CREATED]).toEqual([0, 0]);
        expect(Object.values(told).reduce((sum, n) => sum + n, 0)).toBe(outcomes.length);
      },
    ),
  );
});
