import { isTerminated, type StateType } from '../model/state.js';
import type { Retry, Task } from '../model/task.js';
import type { TaskRun } from '../model/task-run.js';
import type { Draft } from './draft.js';
import { finish } from './finish.js';
import { isAlive } from './gates.js';
import { nextTryAt, triesOf } from './retry.js';
import { ancestorsOf, findTaskRun } from './view.js';

/**
 * The end of a task run as its task gave it, and what the flow makes of it:
 * 1. FAILED with a retry due is no end: the task run is RETRYING, or the whole execution RETRIED (engine.md §13).
 * 2. SUCCESS after more than one earlier attempt with `warningOnRetry` is WARNING (§13.6).
 * 3. Then `allowFailure` and `allowWarning` (§5, §13.7).
 */
export function settle(draft: Draft, taskRunId: string, state: StateType): void {
  const run = findTaskRun(draft.view, taskRunId);
  const node = draft.view.entries.get(taskRunId)?.node;
  if (run === undefined || isTerminated(run.state.current)) {
    return;
  }
  if (state === 'FAILED' && node?.retry !== undefined && retry(draft, run, node.retry)) {
    return;
  }
  const isLateSuccess =
    state === 'SUCCESS' && node?.retry?.warningOnRetry === true && (run.attempts?.length ?? 0) > 2;
  draft.moveRun(taskRunId, softened(node?.task, isLateSuccess ? 'WARNING' : state));
}

/** Its expressions or its workers do not let it begin: FAILED without a try that could be repeated. */
export function failUnbegun(draft: Draft, taskRunId: string, message: string): void {
  const entry = draft.view.entries.get(taskRunId);
  if (entry !== undefined) {
    draft.log('ERROR', message, taskRunId);
    draft.moveRun(taskRunId, softened(entry.node?.task, 'FAILED'));
  }
}

/** FAILED that is allowed is WARNING, WARNING that is allowed is SUCCESS. */
export function softened(task: Task | undefined, state: StateType): StateType {
  const soft = state === 'FAILED' && task?.allowFailure === true ? 'WARNING' : state;
  return soft === 'WARNING' && task?.allowWarning === true ? 'SUCCESS' : soft;
}

/** Only what was tried can be tried again; a worker that made the task run by itself tries it again by itself. */
function retry(draft: Draft, run: TaskRun, rule: Retry): boolean {
  if ((run.attempts?.length ?? 0) === 0 || !isAlive(draft.view, run)) {
    return false;
  }
  if (rule.behavior === 'CREATE_NEW_EXECUTION') {
    return retryExecution(draft, run, rule);
  }
  return run.memo?.['made'] !== true && retryTaskRun(draft, run, rule);
}

/** engine.md §13.4: the failure shows in the history, the parents keep RUNNING. */
function retryTaskRun(draft: Draft, run: TaskRun, rule: Retry): boolean {
  const next = nextTryAt(rule, triesOf(run, draft.at));
  if (next === undefined) {
    return false;
  }
  draft.moveRun(run.id, 'FAILED');
  draft.moveRun(run.id, 'RETRYING');
  draft.setMemo(run.id, { submitted: null, elsewhere: null, workerGroup: null });
  draft.command({ kind: 'Delay', key: `retry:${run.id}`, at: next });
  if (draft.view.execution.state.current === 'RUNNING' && run.forceExecution !== true) {
    draft.moveExecution('RETRYING');
  }
  return true;
}

/** engine.md §13.5: the attempts are executions; this one, the task run and its parents are RETRIED. */
function retryExecution(draft: Draft, run: TaskRun, rule: Retry): boolean {
  const { metadata } = draft.view.execution;
  const next = nextTryAt(rule, {
    made: metadata.attemptNumber,
    startedAt: metadata.originalCreatedDate,
    at: draft.at,
    seed: run.id,
  });
  if (next === undefined) {
    return false;
  }
  draft.moveRun(run.id, 'FAILED');
  draft.moveRun(run.id, 'RETRIED');
  ancestorsOf(draft.view, run.id).forEach((parent) => draft.moveRun(parent.id, 'RETRIED'));
  finish(draft, 'RETRIED');
  draft.command({ kind: 'Delay', key: 'replay', at: next });
  return true;
}
