import { isTerminated, type StateType } from '../../model/state.js';
import type { TaskRun } from '../../model/task-run.js';
import { goOnInDirectory } from '../directory-rest.js';
import type { Draft } from '../draft.js';
import { isEnded } from '../gates.js';
import { reopenAround } from '../restart.js';
import { findTaskRun } from '../view.js';
import { type Handler, illegalArgument } from './handler.js';

/**
 * engine.md §17.4 `markAs`: the flow goes on from the state that a user gave. The caller sees it RESTARTED. A state that
 * waits for somebody is refused: nobody would ever end it.
 */
export const onTaskRunStateForced: Handler<'TaskRunStateForced'> = (draft, event) => {
  const { taskRunId, state } = event;
  const run = findTaskRun(draft.view, taskRunId);
  if (run === undefined) {
    return illegalArgument(`The execution has no task run ${taskRunId}`);
  }
  if (draft.view.execution.state.current === 'KILLING') {
    return illegalArgument('The execution is being killed');
  }
  const { flowable } = draft.view.entries.get(taskRunId)?.node ?? {};
  const hasChildren = flowable !== undefined && flowable.onWorker !== true;
  if (!isTerminated(state) && !(hasChildren && state === 'RUNNING')) {
    const more = hasChildren ? ' or RUNNING' : '';
    return illegalArgument(
      `The task run ${run.taskId} can be given a final state${more}, not ${state}`,
    );
  }
  force(draft, run, state);
  draft.command({ kind: 'Proceed' });
  draft.halt();
  return undefined;
};

function force(draft: Draft, run: TaskRun, state: StateType): void {
  const { id } = run;
  if (draft.view.onWorkers.has(id)) {
    draft.command({ kind: 'KillWorkerTasks', taskRunIds: [id] });
  }
  const directory = reopenAround(draft, run);
  if ((run.attempts?.length ?? 0) > 0) {
    draft.change({ kind: 'AttemptStateChanged', taskRunId: id, state, at: draft.at });
  }
  draft.moveRun(id, state);
  if (directory !== undefined) {
    goOnInDirectory(draft, directory);
  }
}

/** engine.md §17.4 change-status: from one end to another. */
export const onStatusForced: Handler<'StatusForced'> = (draft, event) => {
  if (!isEnded(draft.view.execution) || !isTerminated(event.state)) {
    return illegalArgument(
      'Only the state of a terminated execution can be changed, to a terminated one',
    );
  }
  draft.moveExecution(event.state);
  return undefined;
};
