import type { Draft } from '../draft.js';
import { advanceBatches } from '../subflow-batches.js';
import { inOrder } from '../view.js';

/** When the execution ends, a ForEachItem asks for no further batch: it is over unless some are under way. */
export function cutOffBatches(draft: Draft): void {
  if (draft.endsExecution) {
    inOrder(draft.view, draft.view.awaiting).forEach((id) => advanceBatches(draft, id));
  }
}
