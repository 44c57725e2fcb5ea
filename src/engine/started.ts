import type { TaskRun } from '../model/task-run.js';
import type { TaskNode } from './task-tree.js';

/** Whether the expressions that a flowable task run needs are known. */
export function hasStarted({ flowable, task }: TaskNode, run: TaskRun): boolean {
  return run.memo?.['started'] === true || (flowable?.asks?.(task) ?? []).length === 0;
}
