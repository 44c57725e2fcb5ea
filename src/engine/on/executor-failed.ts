import { breakOff } from '../finish.js';
import { isEnded } from '../gates.js';
import type { Handler } from './handler.js';

/** The execution fails once, loudly, and nothing else is tried: what made the core fail would make it fail again. */
export const onExecutorFailed: Handler<'ExecutorFailed'> = (draft, event) => {
  if (!isEnded(draft.view.execution)) {
    draft.log('ERROR', event.message);
    breakOff(draft, 'FAILED');
    draft.halt();
  }
  return undefined;
};
