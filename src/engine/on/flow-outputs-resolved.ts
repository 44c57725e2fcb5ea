import { familyOf, stateOf } from '../family.js';
import { finish } from '../finish.js';
import { isAdvancing } from '../gates.js';
import { ROOT } from '../view.js';
import type { Handler } from './handler.js';

/** The execution ends with its outputs; without them, where rendering failed, it is FAILED (engine.md §4.4). */
export const onFlowOutputsResolved: Handler<'FlowOutputsResolved'> = (draft, event) => {
  const family = familyOf(draft.view, ROOT);
  const state = family && stateOf(family);
  if (state === undefined || !isAdvancing(draft.view.execution)) {
    return undefined;
  }
  if (event.error !== undefined) {
    draft.log('ERROR', `Failed to render output values: ${event.error}`);
    finish(draft, 'FAILED');
    return undefined;
  }
  if (event.outputs !== undefined) {
    draft.change({ kind: 'ExecutionOutputsSet', outputs: event.outputs });
  }
  finish(draft, state);
  return undefined;
};
