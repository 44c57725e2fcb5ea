import { isTerminated } from '../../model/state.js';
import type { Draft } from '../draft.js';
import { finish } from '../finish.js';
import { taskRunsOf } from '../view.js';

/**
 * A KILLING execution (engine.md §16).
 * 1. Task runs that do not run yet (CREATED, RESTARTED, RETRYING) are KILLED, also when a worker is about to begin.
 * 2. Flowable task runs are KILLING until their children have ended; paused ones likewise.
 * 3. Task runs on workers and waiting subflows stay as they are until they report.
 * 4. The execution is KILLED without waiting for them.
 */
export function killExecution(draft: Draft): void {
  const { view } = draft;
  if (view.execution.state.current !== 'KILLING') {
    return;
  }
  for (const run of taskRunsOf(view)) {
    const state = run.state.current;
    if (view.entries.get(run.id)?.node?.flowable !== undefined && !isTerminated(state)) {
      draft.moveRun(run.id, state === 'RUNNING' || state === 'PAUSED' ? 'KILLING' : 'KILLED');
    } else if (state !== 'RUNNING' && !isTerminated(state)) {
      draft.moveRun(run.id, 'KILLED');
    }
  }
  finish(draft, 'KILLED');
}
