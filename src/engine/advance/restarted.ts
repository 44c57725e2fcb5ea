import type { Draft } from '../draft.js';
import { isAdmitted } from '../gates.js';

/** A RESTARTED execution runs (engine.md §3 step 5), and everything in it is looked at again. */
export function runRestarted(draft: Draft): void {
  const { execution } = draft.view;
  if (execution.state.current !== 'RESTARTED') {
    return;
  }
  if (!isAdmitted(execution)) {
    draft.change({ kind: 'ExecutionMemoSet', memo: { admitted: true } });
  }
  draft.moveExecution('RUNNING');
  draft.touchAll();
}
