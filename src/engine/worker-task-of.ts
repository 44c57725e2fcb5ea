import type { Task } from '../model/task.js';
import { MERGE_OUTPUTS } from './flowables/for-each-item.js';
import { entryAt } from './block.js';
import { blockOf, type ExecutionView, parentOf, taskOf } from './view.js';

/**
 * The task of a task run as a worker gets it: a generated merge task of ForEachItem is told where the outputs of the
 * children are (`subflowOutputsBaseUri`). Undefined for a dynamic task run.
 */
export function workerTaskOf(view: ExecutionView, taskRunId: string): Task | undefined {
  const task = taskOf(view, taskRunId);
  if (task?.type !== MERGE_OUTPUTS) {
    return task;
  }
  const parent = parentOf(view, view.entries.get(taskRunId)?.run);
  const itemsId = task.id.replace(/_merge$/, '_items');
  const items = parent && entryAt(blockOf(view, parent.id, 'tasks'), itemsId)?.run;
  const subflowOutputsBaseUri = items?.outputs?.['subflowOutputsBaseUri'];
  return { ...task, ...(subflowOutputsBaseUri !== undefined && { subflowOutputsBaseUri }) };
}
