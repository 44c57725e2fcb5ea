import type { WorkerGroup } from '../model/task.js';
import type { TaskRun } from '../model/task-run.js';
import { handOut } from './attempt.js';
import type { Draft } from './draft.js';
import type { EvaluationResult } from './events.js';
import { failUnbegun } from './settle.js';
import { findTaskRun } from './view.js';

/** What is known of the workers of a group: the answer to a request with `workerGroup`. */
export interface WorkersOfGroup {
  readonly key: string;
  /** UNKNOWN: no worker of this group has ever been seen. */
  readonly workers: 'LIVE' | 'NONE' | 'UNKNOWN';
}

/**
 * Hands the next attempt to a worker. Where the task, or else the flow, names a group of workers, whoever knows the
 * workers is asked about it first (engine.md §3.1): false until that is known.
 */
export function submit(draft: Draft, run: TaskRun): boolean {
  const group = groupOf(draft, run);
  const known = run.memo?.['workerGroup'];
  if (group !== undefined && known === undefined) {
    const key = `group:${run.id}`;
    draft.ask({ key, expression: group.key, workerGroup: true, taskRunId: run.id });
    return false;
  }
  const attempt = handOut(draft, run);
  draft.command({
    kind: 'SubmitWorkerTask',
    taskRunId: run.id,
    attempt,
    ...(typeof known === 'string' && { workerGroup: known }),
  });
  return true;
}

/**
 * An unknown key is FAILED; without a living worker the `fallback` decides, and WAIT leaves the attempt to the first one
 * that comes. A group once settled is remembered for this try.
 */
export function onWorkerGroup(draft: Draft, taskRunId: string, answer: EvaluationResult): void {
  const run = findTaskRun(draft.view, taskRunId);
  if (run === undefined || !draft.view.undispatched.has(taskRunId)) {
    return;
  }
  if ('error' in answer) {
    failUnbegun(draft, taskRunId, answer.error);
    return;
  }
  const { key, workers } = answer.value as WorkersOfGroup;
  const fallback = groupOf(draft, run)?.fallback ?? 'WAIT';
  if (workers === 'UNKNOWN') {
    failUnbegun(draft, taskRunId, unknown(key));
  } else if (workers === 'LIVE' || fallback === 'WAIT') {
    draft.setMemo(taskRunId, { workerGroup: key });
  } else if (fallback === 'FAIL') {
    failUnbegun(draft, taskRunId, `No worker of the worker group '${key}' is available`);
  } else {
    draft.log('WARN', `No worker of the worker group '${key}' is available`, taskRunId);
    draft.moveRun(taskRunId, 'CANCELLED');
  }
}

function groupOf({ view }: Draft, run: TaskRun): WorkerGroup | undefined {
  const group = view.entries.get(run.id)?.node?.task.workerGroup ?? view.flow.workerGroup;
  return group?.key === undefined ? undefined : group;
}

function unknown(key: string): string {
  return `No worker group '${key}' is known: start a worker with --worker-group ${key}, or correct the key`;
}
