import { endAttempt, isExpected } from '../attempt.js';
import { isOpen } from '../gates.js';
import { removeTaskRun } from '../remove-task-run.js';
import { childrenOf, findTaskRun } from '../view.js';
import { submit } from '../worker-group.js';
import type { Handler } from './handler.js';

/**
 * The worker is gone (engine.md §23.2): the attempt is KILLED and the same task run is handed out again. What a
 * WorkingDirectory had done is lost with its directory. In an execution that is over nothing is handed out.
 */
export const onWorkerLost: Handler<'WorkerLost'> = (draft, event) => {
  const { view } = draft;
  const run = findTaskRun(view, event.taskRunId);
  if (run === undefined || !isExpected(run, event.attempt)) {
    return undefined;
  }
  const isFlowable = view.entries.get(run.id)?.node?.flowable !== undefined;
  if (isFlowable) {
    childrenOf(view, run.id).forEach((child) => removeTaskRun(draft, child.id));
  } else {
    endAttempt(draft, run, { state: 'KILLED', startedAt: event.at });
  }
  const isSuspended = ['PAUSED', 'BREAKPOINT'].includes(view.execution.state.current);
  if (isOpen(view, run) || isSuspended) {
    submit(draft, run);
  } else {
    draft.moveRun(run.id, 'KILLED');
  }
  return undefined;
};
