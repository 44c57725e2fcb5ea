import { isTerminated, type StateType } from '../../model/state.js';
import type { TaskRun } from '../../model/task-run.js';
import { goOnInDirectory } from '../directory-rest.js';
import type { Draft } from '../draft.js';
import type { Flowable } from '../flowables/flowable.js';
import { isEnded } from '../gates.js';
import { reopenAround } from '../restart.js';
import { findTaskRun } from '../view.js';
import { type Handler, illegalArgument } from './handler.js';

/** What a user may make of a task run. RETRIED says that another execution took its place: nobody can decide that. */
const ENDS: readonly StateType[] = [
  'SUCCESS',
  'WARNING',
  'FAILED',
  'KILLED',
  'CANCELLED',
  'SKIPPED',
];

/** engine.md §17.4 `markAs`: the flow goes on from the state that a user gave. The caller sees it RESTARTED. */
export const onTaskRunStateForced: Handler<'TaskRunStateForced'> = (draft, event) => {
  const { taskRunId, state } = event;
  const run = findTaskRun(draft.view, taskRunId);
  if (run === undefined) {
    return illegalArgument(`The execution has no task run ${taskRunId}`);
  }
  const possible = possibleStates(draft.view.entries.get(taskRunId)?.node?.flowable);
  if (!possible.includes(state)) {
    return illegalArgument(
      `The task run ${taskRunId} of the task ${run.taskId} cannot be made ${state}, but ${possible.join(', ')}`,
    );
  }
  if (draft.view.execution.state.current === 'KILLING') {
    return illegalArgument('The execution is being killed');
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
  if (!isTerminated(state)) {
    draft.setMemo(id, { submitted: null, elsewhere: null });
  }
  draft.moveRun(id, state);
  if (directory !== undefined) {
    goOnInDirectory(draft, directory);
  }
}

/** A flowable may run again: its children say what there is to do. Anything else would wait for nobody. */
function possibleStates(flowable: Flowable | undefined): readonly StateType[] {
  return flowable === undefined || flowable.onWorker === true ? ENDS : [...ENDS, 'RUNNING'];
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
