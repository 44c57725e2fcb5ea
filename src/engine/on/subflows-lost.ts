import { currentAttempt } from '../attempt.js';
import { isSubflow } from '../subflow.js';
import { resumeBatches } from '../subflow-batches.js';
import { findTaskRun, inOrder, taskOf } from '../view.js';
import type { Handler } from './handler.js';

/**
 * The process that was to create children is gone. Children that exist have told their parent in the commit that created
 * them; the others are asked for again, as the same attempt.
 */
export const onSubflowsLost: Handler<'SubflowsLost'> = (draft) => {
  const { view } = draft;
  for (const id of inOrder(view, view.awaiting)) {
    const run = findTaskRun(view, id);
    const task = taskOf(view, id);
    if (run === undefined || task === undefined || !isSubflow(task)) {
      continue;
    }
    if (run.memo?.['batches'] !== undefined) {
      resumeBatches(draft, run, task);
    } else if (run.state.current !== 'RUNNING') {
      const attempt = currentAttempt(run) - 1;
      draft.setMemo(run.id, { submitted: null, elsewhere: null, attempt });
    }
  }
  return undefined;
};
