import { isTerminated, newState } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import type { Draft } from './draft.js';
import type { TaskRunEnded, TaskRunStarted } from './events.js';
import { currentAttempt } from './attempt.js';
import { type ExecutionView, findTaskRun } from './view.js';

/** The parent has been handed out again since: this tells of an attempt that is over. */
export function isOfEarlierParent(
  view: ExecutionView,
  event: TaskRunStarted | TaskRunEnded,
): boolean {
  const { parentTaskRunId = '', parentAttempt } = event.made ?? {};
  const parent = findTaskRun(view, parentTaskRunId);
  return (
    parent !== undefined && parentAttempt !== undefined && parentAttempt < currentAttempt(parent)
  );
}

/** The task run that a worker made by itself: a child of a WorkingDirectory, or a dynamic one (engine.md §9). */
export function madeByWorker(
  draft: Draft,
  event: TaskRunStarted | TaskRunEnded,
  at: string,
): TaskRun | undefined {
  const { view } = draft;
  const parent = event.made && findTaskRun(view, event.made.parentTaskRunId);
  if (event.made === undefined || parent === undefined || isTerminated(parent.state.current)) {
    return undefined;
  }
  const { taskId, parentTaskRunId, value, dynamic } = event.made;
  const taskRun: TaskRun = {
    id: event.taskRunId,
    executionId: view.execution.id,
    namespace: view.execution.namespace,
    flowId: view.execution.flowId,
    taskId,
    parentTaskRunId,
    ...(value !== undefined && { value }),
    state: newState(at),
    ...(dynamic === true && { dynamic }),
    ...(parent.forceExecution === true && { forceExecution: true }),
    memo: { submitted: true, attempt: event.attempt, made: true },
  };
  draft.change({ kind: 'TaskRunCreated', taskRun });
  return taskRun;
}
