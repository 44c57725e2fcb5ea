import { isTerminated } from '../../model/state.js';
import { admit } from '../admission.js';
import type { Draft } from '../draft.js';
import { enactHeld } from '../held.js';
import { createNext } from '../retried.js';
import { violate } from '../sla.js';
import { findTaskRun } from '../view.js';
import type { Handler } from './handler.js';

/** Keys are `purpose` or `purpose:subject`. What a delay was for may be long over; then it changes nothing. */
export const onDelayElapsed: Handler<'DelayElapsed'> = (draft, event) => {
  const [purpose = '', subject = ''] = event.key.split(':');
  switch (purpose) {
    case 'schedule':
      admit(draft);
      break;
    case 'sla':
      violate(draft, Number(subject));
      break;
    case 'replay':
      createNext(draft);
      break;
    case 'retry':
      retry(draft, subject);
      break;
    default:
      elapse(draft, subject, purpose);
  }
  return undefined;
};

/** engine.md §13.4: the same task run, a new attempt. A PAUSED execution keeps it waiting. */
function retry(draft: Draft, taskRunId: string): void {
  if (findTaskRun(draft.view, taskRunId)?.state.current !== 'RETRYING') {
    return;
  }
  draft.moveRun(taskRunId, 'CREATED');
  if (draft.view.execution.state.current === 'RETRYING') {
    draft.moveExecution('RUNNING');
  }
}

function elapse(draft: Draft, taskRunId: string, purpose: string): void {
  const { run, node } = draft.view.entries.get(taskRunId) ?? {};
  if (run === undefined || node === undefined || isTerminated(run.state.current)) {
    return;
  }
  const context = { task: node.task, run, at: draft.at, passed: false };
  const held = node.flowable?.elapsed?.(context, purpose);
  if (held !== undefined) {
    enactHeld(draft, run, held);
  }
}
