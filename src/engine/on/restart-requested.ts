import { isEnded } from '../gates.js';
import { restart } from '../restart.js';
import { type Handler, illegalState } from './handler.js';

/** engine.md §17.1, without a revision. The caller sees it RESTARTED. */
export const onRestartRequested: Handler<'RestartRequested'> = (draft) => {
  const { execution } = draft.view;
  if (!isEnded(execution) && execution.state.current !== 'PAUSED') {
    return illegalState('The execution must be terminated or paused to be restarted');
  }
  const refusal = restart(draft);
  if (refusal === undefined) {
    draft.command({ kind: 'Proceed' });
    draft.halt();
  }
  return refusal;
};
