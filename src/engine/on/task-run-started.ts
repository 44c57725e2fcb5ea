import { beginAttempt, isExpected } from '../attempt.js';
import { findTaskRun } from '../view.js';
import { isOfEarlierParent, madeByWorker } from '../worker-made.js';
import type { Handler } from './handler.js';

/** A worker began the current attempt. A task run that was killed meanwhile does not run, whatever the worker thinks. */
export const onTaskRunStarted: Handler<'TaskRunStarted'> = (draft, event) => {
  if (isOfEarlierParent(draft.view, event)) {
    return undefined;
  }
  const run = findTaskRun(draft.view, event.taskRunId) ?? madeByWorker(draft, event, event.at);
  if (run === undefined || !isExpected(run, event.attempt)) {
    return undefined;
  }
  const isFlowable = draft.view.entries.get(run.id)?.node?.flowable !== undefined;
  if (!isFlowable) {
    beginAttempt(draft, run, event.at);
  }
  return undefined;
};
