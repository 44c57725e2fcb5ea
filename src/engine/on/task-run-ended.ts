import type { TaskRun } from '../../model/task-run.js';
import { endAttempt, isExpected } from '../attempt.js';
import type { Draft } from '../draft.js';
import type { TaskRunEnded } from '../events.js';
import { settle } from '../settle.js';
import { findTaskRun } from '../view.js';
import { isOfEarlierParent, madeByWorker } from '../worker-made.js';
import type { Handler } from './handler.js';

/** A worker ended an attempt: joined when it is the current one of a task run that has not ended (engine.md §1.3). */
export const onTaskRunEnded: Handler<'TaskRunEnded'> = (draft, event) => {
  const { view } = draft;
  if (isOfEarlierParent(view, event)) {
    return undefined;
  }
  const run = findTaskRun(view, event.taskRunId) ?? madeByWorker(draft, event, event.startedAt);
  if (run === undefined || !isExpected(run, event.attempt)) {
    return undefined;
  }
  if (event.outputs !== undefined) {
    draft.change({ kind: 'OutputsSet', taskRunId: run.id, outputs: event.outputs });
  }
  if (event.variables !== undefined) {
    const variables = {
      ...(view.execution.variables ?? view.flow.variables),
      ...event.variables,
    };
    draft.change({ kind: 'ExecutionVariablesSet', variables });
  }
  if (view.entries.get(run.id)?.node?.flowable !== undefined) {
    endOnWorker(draft, run, event);
  } else if (isUntried(run, event)) {
    draft.moveRun(run.id, 'SKIPPED');
  } else {
    endAttempt(draft, run, event);
    settle(draft, run.id, event.state);
  }
  return undefined;
};

/** The `runIf` of a child of a WorkingDirectory was false: there is no attempt. */
function isUntried(run: TaskRun, { made, state }: TaskRunEnded): boolean {
  return made !== undefined && state === 'SKIPPED' && (run.attempts?.length ?? 0) === 0;
}

/** The worker's part of a WorkingDirectory is over; its `errors` and `finally` may follow (flowables pass). */
function endOnWorker(draft: Draft, run: TaskRun, event: TaskRunEnded): void {
  if (run.memo?.['workerState'] === undefined) {
    draft.setMemo(run.id, { workerState: event.state, submitted: null });
    draft.touch(run.id);
  }
}
