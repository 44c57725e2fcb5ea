import type { Execution } from '../model/execution.js';
import { isTerminated } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import type { ExecutionView } from './view.js';

/** Something may start: admitted, and not paused, queued, being killed or terminated (engine.md §3). */
export function isAdvancing(execution: Execution): boolean {
  const state = execution.state.current;
  return (
    state === 'RUNNING' || state === 'RETRYING' || (state === 'CREATED' && isAdmitted(execution))
  );
}

/** Schedule date, concurrency limit and first assertions let it pass (engine.md §3 steps 1–3). */
export function isAdmitted(execution: Execution): boolean {
  return execution.memo?.['admitted'] === true;
}

/** This task run may still go on: its execution may, or it belongs to what runs after the end (engine.md §12). */
export function isOpen(view: ExecutionView, run: TaskRun | undefined): boolean {
  return run?.forceExecution === true || isAdvancing(view.execution);
}

export function isEnded(execution: Execution): boolean {
  return isTerminated(execution.state.current);
}

/** Not over and not being killed: what fails now may be tried again, if only after a pause. */
export function isAlive(view: ExecutionView, run: TaskRun): boolean {
  const { execution } = view;
  const isDying = isEnded(execution) || execution.state.current === 'KILLING';
  return run.forceExecution === true || !isDying;
}
