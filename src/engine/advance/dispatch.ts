import { suspendAtBreakpoints } from '../breakpoints.js';
import type { Draft } from '../draft.js';
import { executorTaskOf } from '../executor-tasks/registry.js';
import { isOpen } from '../gates.js';
import { isSubflow } from '../subflow.js';
import { dispatchSubflow } from '../subflow-dispatch.js';
import type { TaskNode } from '../task-tree.js';
import { findTaskRun, inOrder } from '../view.js';
import { submit } from '../worker-group.js';
import type { TaskRun } from '../../model/task-run.js';

/**
 * Dispatches the CREATED and RESTARTED task runs (engine.md §3 step 10, §3.1, §3 step 12).
 * 1. A breakpoint comes before everything else, and then nothing starts.
 * 2. `runIf` first, for every kind of task; it is asked once per task run.
 * 3. A flowable is RUNNING at once; the one whose children run on a worker goes there as well.
 * 4. Subflows and tasks of the executor need their properties rendered; everything else goes to a worker,
 *    of the right group.
 */
export function dispatchTaskRuns(draft: Draft): void {
  const { view } = draft;
  if (view.execution.breakpoints !== undefined) {
    suspendAtBreakpoints(draft, view.execution.breakpoints);
  }
  for (const id of inOrder(view, view.undispatched)) {
    const run = findTaskRun(view, id);
    const node = view.entries.get(id)?.node;
    if (run !== undefined && node !== undefined && isOpen(view, run)) {
      dispatch(draft, run, node);
    }
  }
}

function dispatch(draft: Draft, run: TaskRun, node: TaskNode): void {
  const { task, flowable } = node;
  const executorTask = executorTaskOf(task.type);
  if (task.runIf !== undefined && run.memo?.['runIf'] !== true) {
    draft.ask({ key: `runIf:${run.id}`, expression: task.runIf, taskRunId: run.id });
  } else if (flowable !== undefined) {
    if (flowable.onWorker !== true || submit(draft, run)) {
      draft.moveRun(run.id, 'RUNNING');
    }
  } else if (isSubflow(task)) {
    dispatchSubflow(draft, run, task);
  } else if (executorTask !== undefined) {
    const { expression, typed } = executorTask;
    draft.ask({ key: `task:${run.id}`, expression: expression(task), typed, taskRunId: run.id });
  } else {
    submit(draft, run);
  }
}
