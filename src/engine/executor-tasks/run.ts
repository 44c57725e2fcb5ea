import { isTerminated, type StateType } from '../../model/state.js';
import type { Task } from '../../model/task.js';
import type { TaskRun } from '../../model/task-run.js';
import { endAttempt, handOut } from '../attempt.js';
import type { EvaluationResult } from '../events.js';
import type { Draft } from '../draft.js';
import { finish } from '../finish.js';
import { softened } from '../settle.js';
import { ancestorsOf, findTaskRun, inOrder } from '../view.js';
import type { ExecutorTask, ExecutorTaskResult } from './executor-task.js';

/** The only attempt of a task of the executor, from its rendered properties to its end: it is never retried (engine.md §13.3). */
export function runExecutorTask(
  draft: Draft,
  run: TaskRun,
  task: Task,
  executorTask: ExecutorTask,
  answer: EvaluationResult,
): void {
  const result: ExecutorTaskResult =
    'error' in answer ? { error: answer.error } : executorTask.run(draft.view, task, answer.value);
  handOut(draft, run, true);
  if ('error' in result) {
    draft.log('ERROR', result.error, run.id);
    end(draft, run.id, task, 'FAILED');
    return;
  }
  result.changes.forEach((change) => draft.change(change));
  end(draft, run.id, task, result.exit ?? 'SUCCESS');
  if (result.exit !== undefined) {
    exitWith(draft, run, result.exit);
  }
}

function end(draft: Draft, taskRunId: string, task: Task, state: StateType): void {
  const run = findTaskRun(draft.view, taskRunId);
  if (run !== undefined) {
    endAttempt(draft, run, { state, startedAt: draft.at });
    draft.change({ kind: 'OutputsSet', taskRunId, outputs: {} });
    draft.moveRun(taskRunId, softened(task, state));
  }
}

/**
 * The parents and the execution get the state; what runs in parallel branches goes on and is joined, except that KILLED
 * is a kill (tasks.md, Exit).
 */
function exitWith(draft: Draft, run: TaskRun, state: StateType): void {
  const { view } = draft;
  if (state === 'KILLED') {
    const taskRunIds = inOrder(view, view.onWorkers);
    draft.command({ kind: 'KillWorkerTasks', taskRunIds });
    draft.moveExecution('KILLING');
    return;
  }
  ancestorsOf(view, run.id)
    .filter((parent) => !isTerminated(parent.state.current))
    .forEach((parent) => draft.moveRun(parent.id, state));
  finish(draft, state);
}
