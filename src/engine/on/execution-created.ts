import { admit } from '../admission.js';
import type { Draft } from '../draft.js';
import { tellParent } from '../finish.js';
import { isAdmitted, isEnded } from '../gates.js';
import { isLater } from '../instants.js';
import type { Handler } from './handler.js';

/**
 * A new execution (engine.md §3 step 1).
 * 1. One with a schedule date in the future waits in CREATED.
 * 2. A replay from a task is RESTARTED and goes on by itself.
 * 3. One whose `checks` ended it before it began says so in its log and is announced; a waiting parent hears of it.
 */
export const onExecutionCreated: Handler<'ExecutionCreated'> = (draft) => {
  const { execution } = draft.view;
  const { current } = execution.state;
  if (current === 'RESTARTED') {
    draft.command({ kind: 'AnnounceState', state: current });
    draft.touchAll();
  } else if (!isAdmitted(execution)) {
    begin(draft);
  }
  return undefined;
};

function begin(draft: Draft): void {
  const { state, scheduleDate } = draft.view.execution;
  if (isEnded(draft.view.execution)) {
    draft.change({ kind: 'ExecutionMemoSet', memo: { admitted: true } });
    logFailedChecks(draft);
    draft.command({ kind: 'AnnounceState', state: state.current });
    tellParent(draft, state.current);
  } else if (state.current === 'CREATED') {
    draft.command({ kind: 'AnnounceState', state: state.current });
    if (scheduleDate !== undefined && isLater(scheduleDate, draft.at)) {
      draft.command({ kind: 'Delay', key: 'schedule', at: scheduleDate });
    } else {
      admit(draft);
    }
  }
}

function logFailedChecks(draft: Draft): void {
  const messages = draft.view.execution.memo?.['failedChecks'];
  for (const message of Array.isArray(messages) ? messages : []) {
    draft.log('ERROR', `Flow is FAILED because a check does not hold: ${String(message)}`);
  }
}
