import type { Draft } from '../draft.js';
import { familyOf, stateOf } from '../family.js';
import { finish } from '../finish.js';
import { isAdvancing } from '../gates.js';
import { ROOT } from '../view.js';

/**
 * The end of the execution (engine.md §4.4).
 * 1. It ends when the top-level tasks of the current branch have ended; an empty branch counts as ended.
 * 2. The state follows from the main tasks; nothing at flow level softens it.
 * 3. Flow outputs are asked for first, whatever the state; the answer ends the execution (on/flow-outputs-resolved.ts).
 */
export function endExecution(draft: Draft, touched: readonly string[]): void {
  if (!isAdvancing(draft.view.execution) || !touched.includes(ROOT)) {
    return;
  }
  const family = familyOf(draft.view, ROOT);
  const state = family && stateOf(family);
  if (state === undefined) {
    return;
  }
  if (draft.view.flow.outputs.length > 0) {
    draft.command({ kind: 'ResolveFlowOutputs' });
  } else {
    finish(draft, state);
  }
}
