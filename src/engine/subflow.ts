import { isSystemLabel, type Label } from '../model/label.js';
import { isTerminated } from '../model/state.js';
import type { Task } from '../model/task.js';
import type { TaskRun } from '../model/task-run.js';
import { endAttempt } from './attempt.js';
import type { StartSubflow } from './commands.js';
import type { Draft } from './draft.js';
import { EXECUTABLE } from './flowables/for-each-item.js';
import { settle } from './settle.js';
import { findTaskRun } from './view.js';

const SUBFLOW = 'io.kestra.plugin.core.flow.Subflow';

export function isSubflow(task: Task): boolean {
  return task.type === SUBFLOW || task.type === EXECUTABLE;
}

export function waits(task: Task): boolean {
  return task['wait'] !== false;
}

/** Handed out to something else than a worker, and not ended since. */
export function isAwaiting(run: TaskRun): boolean {
  return run.memo?.['elsewhere'] === true && !isTerminated(run.state.current);
}

/** The attempt failed before there was a child, or for what the child gave; retries apply. */
export function failSubflow(draft: Draft, taskRunId: string, message: string): void {
  const run = findTaskRun(draft.view, taskRunId);
  if (run !== undefined) {
    draft.log('ERROR', message, taskRunId);
    endAttempt(draft, run, { state: 'FAILED', startedAt: draft.at });
    settle(draft, taskRunId, 'FAILED');
  }
}

/** All labels of the parent, or only those of the system, so that the correlation id is shared (engine.md §10). */
export function inheritedLabels({ view }: Draft, task: Task): readonly Label[] {
  const { labels } = view.execution;
  return task['inheritLabels'] === true ? labels : labels.filter(isSystemLabel);
}

export type SubflowTarget = Pick<
  StartSubflow,
  'taskRunId' | 'attempt' | 'namespace' | 'flowId' | 'revision' | 'scheduleDate' | 'wait'
>;
