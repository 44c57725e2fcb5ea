import type { StateType } from '../model/state.js';
import { isCreated, isTerminated } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import { endAttempt, handOut } from './attempt.js';
import type { Draft } from './draft.js';
import { isAdmitted, isEnded } from './gates.js';
import { findTaskRun, inOrder, taskRunsOf } from './view.js';

/**
 * The execution reaches its final state (engine.md §3 notes). RETRIED tells a waiting parent nothing: the execution that
 * takes its place does (§10).
 */
export function finish(draft: Draft, state: StateType): void {
  if (isEnded(draft.view.execution)) {
    return;
  }
  draft.moveExecution(state);
  if (!isAdmitted(draft.view.execution)) {
    draft.change({ kind: 'ExecutionMemoSet', memo: { admitted: true } });
  }
  closeLooseEnds(draft);
  draft.command({ kind: 'CancelDelays' });
  const { flow } = draft.view;
  if (flow.concurrency !== undefined) {
    draft.command({ kind: 'ReleaseConcurrencySlot' });
  }
  if (state !== 'RETRIED') {
    tellParent(draft, state);
  }
}

export function tellParent(draft: Draft, state: StateType): void {
  const { waitingParent: parent, outputs } = draft.view.execution;
  if (parent !== undefined) {
    draft.command({ kind: 'EndSubflow', parent, state, ...(outputs !== undefined && { outputs }) });
  }
}

/**
 * Ends the execution by force, without error and finally tasks (engine.md §12, §15.2): the last task run that is not
 * terminated and the open flowables get the state, what waits is KILLED, and so will be what workers and subflows do.
 */
export function breakOff(draft: Draft, state: StateType): void {
  const { view } = draft;
  const open = taskRunsOf(view).filter((run) => !isTerminated(run.state.current));
  const isFlowable = (run: TaskRun): boolean =>
    view.entries.get(run.id)?.node?.flowable !== undefined;
  const last = open.filter((run) => !isFlowable(run)).at(-1);
  const taskRunIds = inOrder(view, view.onWorkers);
  if (last !== undefined) {
    endLast(draft, last, state);
  }
  open.filter(isFlowable).forEach((run) => draft.moveRun(run.id, state));
  if (taskRunIds.length > 0) {
    draft.command({ kind: 'KillWorkerTasks', taskRunIds });
  }
  draft.command({ kind: 'KillSubflows' });
  finish(draft, state);
}

function endLast(draft: Draft, run: TaskRun, state: StateType): void {
  if (run.memo?.['submitted'] !== true) {
    handOut(draft, run, true);
  }
  const handedOut = findTaskRun(draft.view, run.id) ?? run;
  endAttempt(draft, handedOut, { state, startedAt: draft.at });
  draft.moveRun(run.id, state);
}

/**
 * What only waited for its turn, or for a child to be created, will never get it; what waited to be retried has failed.
 */
function closeLooseEnds(draft: Draft): void {
  const { view } = draft;
  inOrder(view, view.retrying).forEach((id) => draft.moveRun(id, 'FAILED'));
  const unborn = [...view.awaiting].filter((id) => isWithoutChild(findTaskRun(view, id)));
  inOrder(view, [...view.undispatched, ...view.paused, ...unborn]).forEach((id) =>
    draft.moveRun(id, 'KILLED'),
  );
  draft.touchAll();
}

function isWithoutChild(run: TaskRun | undefined): boolean {
  return run !== undefined && isCreated(run.state.current) && run.forceExecution !== true;
}
