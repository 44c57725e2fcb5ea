import type { Draft } from './draft.js';
import { childrenOf } from './view.js';

/** Removes a task run with everything below it, innermost first. */
export function removeTaskRun(draft: Draft, taskRunId: string): void {
  childrenOf(draft.view, taskRunId).forEach((child) => removeTaskRun(draft, child.id));
  draft.change({ kind: 'TaskRunRemoved', taskRunId });
}
