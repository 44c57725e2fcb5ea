import { isTerminated, newState, type State, type StateType, withState } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import type { Draft } from './draft.js';

/** Number of the attempt that was handed out last, counted from 1; reports about others are late. */
export function currentAttempt(run: TaskRun): number {
  const attempt = run.memo?.['attempt'];
  return typeof attempt === 'number' ? attempt : (run.attempts?.length ?? 0);
}

/** A worker's report about this attempt is awaited: anything else is late or comes twice. */
export function isExpected(run: TaskRun, attempt: number): boolean {
  const isOnWorker = run.memo?.['submitted'] === true && run.memo['elsewhere'] !== true;
  return isOnWorker && !isTerminated(run.state.current) && attempt === currentAttempt(run);
}

/**
 * Notes that the next attempt is handed out: to a worker, or `elsewhere` (to the core itself or to a subflow). Answers
 * its number.
 */
export function handOut(draft: Draft, run: TaskRun, elsewhere = false): number {
  const attempt = currentAttempt(run) + 1;
  draft.setMemo(run.id, { submitted: true, attempt, ...(elsewhere && { elsewhere }) });
  return attempt;
}

/** The attempt runs: RUNNING shows in the history of the task run and of the attempt. */
export function beginAttempt(draft: Draft, run: TaskRun, at: string): void {
  if (hasBegun(run)) {
    return;
  }
  const state = withState(newState(at), 'RUNNING', at);
  draft.change({ kind: 'AttemptAdded', taskRunId: run.id, attempt: { state } });
  draft.change({ kind: 'TaskRunStateChanged', taskRunId: run.id, state: 'RUNNING', at });
}

interface AttemptEnd {
  readonly state: StateType;
  readonly startedAt: string;
  readonly logFile?: string;
}

/** The attempt has ended; it may not have been known to run. What that means for the task run is `settle`'s. */
export function endAttempt(draft: Draft, run: TaskRun, end: AttemptEnd): void {
  const { state, startedAt, logFile } = end;
  const file = logFile !== undefined && { logFile };
  const taskRunId = run.id;
  if (hasBegun(run)) {
    draft.change({ kind: 'AttemptStateChanged', taskRunId, state, at: draft.at, ...file });
    return;
  }
  const ended: State = withState(
    withState(newState(startedAt), 'RUNNING', startedAt),
    state,
    draft.at,
  );
  draft.change({ kind: 'AttemptAdded', taskRunId, attempt: { state: ended, ...file } });
  if (run.state.current !== 'RUNNING') {
    draft.change({ kind: 'TaskRunStateChanged', taskRunId, state: 'RUNNING', at: startedAt });
  }
}

function hasBegun(run: TaskRun): boolean {
  return (run.attempts?.length ?? 0) >= currentAttempt(run);
}
