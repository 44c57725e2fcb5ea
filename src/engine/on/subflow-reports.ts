import { isTerminated, type StateType } from '../../model/state.js';
import type { TaskRun } from '../../model/task-run.js';
import { beginAttempt, currentAttempt, endAttempt } from '../attempt.js';
import type { Draft } from '../draft.js';
import { isOpen } from '../gates.js';
import { childExecutionId } from '../ids.js';
import { settle } from '../settle.js';
import { failSubflow, isAwaiting, waits } from '../subflow.js';
import {
  batchEnded,
  batchesFound,
  batchGone,
  batchRefused,
  batchStarted,
} from '../subflow-batches.js';
import { findTaskRun, taskOf } from '../view.js';
import type { Handler } from './handler.js';

/** States of a child that `transmitFailed` hands on (engine.md §10); CANCELLED and RETRIED count as SUCCESS. */
const TRANSMITTED: ReadonlySet<StateType> = new Set<StateType>(['FAILED', 'KILLED', 'WARNING']);

export const onSubflowStarted: Handler<'SubflowStarted'> = (draft, event) => {
  const run = awaiting(draft, event.taskRunId);
  const task = run && taskOf(draft.view, run.id);
  if (run === undefined || task === undefined) {
    return undefined;
  }
  if (event.iteration !== undefined) {
    batchStarted(draft, run, event.iteration, event.executionId);
    return undefined;
  }
  const { executionId, state } = event;
  const isLate = executionId !== childExecutionId(run.id, currentAttempt(run));
  if (run.state.current === 'RUNNING' || isLate) {
    return undefined;
  }
  const isWaiting = waits(task);
  const outputs = isWaiting ? { executionId } : { executionId, state };
  beginAttempt(draft, run, draft.at);
  draft.change({ kind: 'OutputsSet', taskRunId: run.id, outputs });
  if (!isWaiting) {
    end(draft, run.id, 'SUCCESS');
  }
  return undefined;
};

export const onSubflowRefused: Handler<'SubflowRefused'> = (draft, event) => {
  const run = awaiting(draft, event.taskRunId);
  if (run === undefined) {
    return undefined;
  }
  if (event.iteration === undefined) {
    failSubflow(draft, run.id, event.message);
  } else {
    draft.log('ERROR', event.message, run.id);
    batchRefused(draft, run, event.iteration);
  }
  return undefined;
};

export const onSubflowBatchesFound: Handler<'SubflowBatchesFound'> = (draft, event) => {
  const run = awaiting(draft, event.taskRunId);
  if (run !== undefined && run.outputs?.['numberOfBatches'] === undefined) {
    batchesFound(draft, run, event.numberOfBatches, event.subflowOutputsBaseUri);
  }
  return undefined;
};

/** engine.md §10: what cannot be restarted any more is created anew. */
export const onSubflowGone: Handler<'SubflowGone'> = (draft, event) => {
  const run = awaiting(draft, event.taskRunId);
  if (run === undefined) {
    return undefined;
  }
  const { executionId, iteration } = event;
  if (iteration !== undefined) {
    batchGone(draft, run, iteration, executionId);
  } else if (run.outputs?.['executionId'] === executionId) {
    draft.log('WARN', `The execution ${executionId} is gone and cannot be restarted`, run.id);
    beginAnew(draft, run);
  }
  return undefined;
};

function beginAnew(draft: Draft, run: TaskRun): void {
  const isSuspended = ['PAUSED', 'BREAKPOINT'].includes(draft.view.execution.state.current);
  endAttempt(draft, run, { state: 'KILLED', startedAt: draft.at });
  if (isOpen(draft.view, run) || isSuspended) {
    draft.setMemo(run.id, { submitted: null, elsewhere: null });
    draft.moveRun(run.id, 'RESTARTED');
  } else {
    draft.moveRun(run.id, 'KILLED');
  }
}

/**
 * A child that the task run no longer waits for (an earlier attempt's) changes nothing, nor does a state that is no end:
 * a PAUSED child keeps its parent waiting (engine.md §10).
 */
export const onSubflowEnded: Handler<'SubflowEnded'> = (draft, event) => {
  const run = awaiting(draft, event.taskRunId);
  const task = run && taskOf(draft.view, run.id);
  if (run === undefined || task === undefined || !isTerminated(event.state)) {
    return undefined;
  }
  const { executionId, originalId = executionId, state, outputs, error } = event;
  if (event.iteration !== undefined) {
    batchEnded(draft, run, event.iteration, state, { executionId, originalId });
    return undefined;
  }
  const child = run.outputs?.['executionId'];
  if (run.state.current !== 'RUNNING' || (child !== executionId && child !== originalId)) {
    return undefined;
  }
  const visible = { executionId, state, ...(outputs !== undefined && { outputs }) };
  draft.change({ kind: 'OutputsSet', taskRunId: run.id, outputs: visible });
  if (error !== undefined) {
    failSubflow(draft, run.id, error);
  } else {
    const isTransmitted = task['transmitFailed'] !== false && TRANSMITTED.has(state);
    end(draft, run.id, isTransmitted ? state : 'SUCCESS');
  }
  return undefined;
};

function end(draft: Draft, taskRunId: string, state: StateType): void {
  const run = findTaskRun(draft.view, taskRunId);
  if (run !== undefined) {
    endAttempt(draft, run, { state, startedAt: draft.at });
    settle(draft, taskRunId, state);
  }
}

function awaiting(draft: Draft, taskRunId: string): TaskRun | undefined {
  const run = findTaskRun(draft.view, taskRunId);
  return run !== undefined && isAwaiting(run) ? run : undefined;
}
