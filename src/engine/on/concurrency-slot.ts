import { enter, slotAnswered } from '../admission.js';
import type { Handler } from './handler.js';

export const onConcurrencySlotAnswered: Handler<'ConcurrencySlotAnswered'> = (draft, event) => {
  slotAnswered(draft, event.granted);
  return undefined;
};

export const onConcurrencySlotGranted: Handler<'ConcurrencySlotGranted'> = (draft) => {
  if (draft.view.execution.state.current === 'QUEUED') {
    enter(draft);
  }
  return undefined;
};
