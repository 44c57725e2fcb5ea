import type { Draft } from '../draft.js';
import { isAdmitted } from '../gates.js';
import { taskRunsOf } from '../view.js';

/**
 * A RESTARTED execution runs (engine.md §3 step 5), and everything in it is looked at again. It is held up again at once
 * while a task run that has nothing to do with the restart is still paused or suspended: nobody could resume it otherwise.
 */
export function runRestarted(draft: Draft): void {
  const { view } = draft;
  if (view.execution.state.current !== 'RESTARTED') {
    return;
  }
  if (!isAdmitted(view.execution)) {
    draft.change({ kind: 'ExecutionMemoSet', memo: { admitted: true } });
  }
  draft.moveExecution('RUNNING');
  const states = taskRunsOf(view).map(({ state }) => state.current);
  const held = (['PAUSED', 'BREAKPOINT'] as const).find((state) => states.includes(state));
  if (held !== undefined) {
    draft.moveExecution(held);
  }
  draft.touchAll();
}
