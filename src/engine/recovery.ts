import { currentAttempt } from './attempt.js';
import type { Proceeded, SubflowsLost, WorkerLost } from './events.js';
import { type ExecutionView, taskRunsOf } from './view.js';

/** An event without its date. */
export type Recovery = Omit<WorkerLost, 'at'> | Omit<SubflowsLost, 'at'> | Omit<Proceeded, 'at'>;

/**
 * The events that put an execution back on its feet when another process takes it over: attempts that no worker knows
 * of are lost, subflows that were asked for may not have been created, and what was to proceed does. O(task runs).
 */
export function recoveryOf(
  view: ExecutionView,
  isKnownJob: (taskRunId: string, attempt: number) => boolean,
): readonly Recovery[] {
  const runs = taskRunsOf(view);
  const lost = runs
    .filter((run) => view.onWorkers.has(run.id) && run.memo?.['made'] !== true)
    .map((run) => ({ taskRunId: run.id, attempt: currentAttempt(run) }))
    .filter(({ taskRunId, attempt }) => !isKnownJob(taskRunId, attempt));
  const isHalted = view.execution.state.current === 'RESTARTED';
  return [
    ...lost.map((attempt): Recovery => ({ kind: 'WorkerLost', ...attempt })),
    ...(view.awaiting.size > 0 ? [{ kind: 'SubflowsLost' } as const] : []),
    ...(isHalted ? [{ kind: 'Proceeded' } as const] : []),
  ];
}
