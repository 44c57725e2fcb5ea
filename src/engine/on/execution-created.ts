import { admit } from '../admission.js';
import { isAdmitted, isEnded } from '../gates.js';
import { isLater } from '../instants.js';
import type { Handler } from './handler.js';

/**
 * A new execution (engine.md §3 step 1). One with a schedule date in the future waits in CREATED. One whose `checks`
 * ended it before it began is announced, nothing more. A replay from a task is RESTARTED and goes on by itself.
 */
export const onExecutionCreated: Handler<'ExecutionCreated'> = (draft) => {
  const { execution } = draft.view;
  const { current } = execution.state;
  if (isAdmitted(execution)) {
    return undefined;
  }
  draft.command({ kind: 'AnnounceState', state: current });
  if (current === 'CREATED') {
    const { scheduleDate } = execution;
    if (scheduleDate !== undefined && isLater(scheduleDate, draft.at)) {
      draft.command({ kind: 'Delay', key: 'schedule', at: scheduleDate });
    } else {
      admit(draft);
    }
  } else if (isEnded(execution)) {
    draft.touchAll();
  }
  return undefined;
};
