import type { Task } from '../model/task.js';
import { isTerminated } from '../model/state.js';
import { enabled } from './enabled.js';
import { MERGE_OUTPUTS } from './flowables/for-each-item.js';
import { entryAt } from './block.js';
import { blockOf, type ExecutionView, parentOf, taskOf } from './view.js';

/** The task of a task run as a worker gets it. Undefined for a dynamic task run. */
export function workerTaskOf(view: ExecutionView, taskRunId: string): Task | undefined {
  const task = taskOf(view, taskRunId);
  if (task?.type === MERGE_OUTPUTS) {
    return withSubflowOutputs(view, taskRunId, task);
  }
  const isDirectory = view.entries.get(taskRunId)?.node?.flowable?.onWorker === true;
  return isDirectory && task !== undefined ? withDueChildren(view, taskRunId, task) : task;
}

/** A generated merge task of ForEachItem is told where the outputs of the children are. */
function withSubflowOutputs(view: ExecutionView, taskRunId: string, task: Task): Task {
  const parent = parentOf(view, view.entries.get(taskRunId)?.run);
  const itemsId = task.id.replace(/_merge$/, '_items');
  const items = parent && entryAt(blockOf(view, parent.id, 'tasks'), itemsId)?.run;
  const subflowOutputsBaseUri = items?.outputs?.['subflowOutputsBaseUri'];
  return { ...task, ...(subflowOutputsBaseUri !== undefined && { subflowOutputsBaseUri }) };
}

/** The children of a WorkingDirectory that have not ended, each with the retry that applies to it (engine.md §13.3). */
function withDueChildren(view: ExecutionView, taskRunId: string, task: Task): Task {
  const known = blockOf(view, taskRunId, 'tasks');
  const due = enabled(task['tasks']).filter((child) => {
    const run = entryAt(known, child.id)?.run;
    return run === undefined || !isTerminated(run.state.current);
  });
  const tasks = due.map((child) => {
    const retry = view.tree.get(child.id)?.retry;
    return retry === undefined ? child : { ...child, retry };
  });
  return { ...task, tasks };
}
