import {
  type ExecutionView,
  findTaskRun,
  itemScopeOf,
  outputsSeenBy,
  parentsOf,
  taskStatesOf,
} from '../../engine/index.js';
import type { Flow } from '../../model/flow.js';
import type { ExecutionSnapshot } from '../../queues/worker-job.js';

/** What an attempt sees of the live view: references, nothing is copied. */
export function snapshotOf(
  flow: Flow,
  view: ExecutionView,
  taskRunId: string,
): ExecutionSnapshot | undefined {
  const taskRun = findTaskRun(view, taskRunId);
  const item = itemScopeOf(view, taskRunId);
  return taskRun === undefined
    ? undefined
    : {
        flow,
        execution: view.execution,
        taskRun,
        ...(item && { item }),
        parents: parentsOf(view, taskRunId),
        outputs: outputsSeenBy(view, taskRunId),
        tasks: taskStatesOf(view),
      };
}
