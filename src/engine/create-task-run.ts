import { newState } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import type { Draft } from './draft.js';
import { countOf } from './flowables/flowable.js';
import { taskRunIdOf } from './ids.js';
import type { Slot } from './next-slots.js';
import { type ExecutionView, findTaskRun, ROOT } from './view.js';

interface Options {
  readonly parentId: string;
  /** Runs although the execution is terminated or paused. */
  readonly force?: boolean;
}

/** Appends the task run of a slot (engine.md §1.2). */
export function createTaskRun(draft: Draft, slot: Slot, options: Options): void {
  const { view, at } = draft;
  const parent = options.parentId === ROOT ? undefined : findTaskRun(view, options.parentId);
  const force = options.force === true || parent?.forceExecution === true;
  const iteration = slot.iteration ?? loopIteration(view, parent);
  const place = {
    executionId: view.execution.id,
    taskId: slot.task.id,
    ...(parent !== undefined && { parentTaskRunId: parent.id }),
    ...(slot.value !== undefined && { value: slot.value }),
    ...(iteration !== undefined && { iteration }),
  };
  const taskRun: TaskRun = {
    id: taskRunIdOf({ ...place, generation: generationOf(view) }),
    namespace: view.execution.namespace,
    flowId: view.execution.flowId,
    ...place,
    state: newState(at),
    ...(force && { forceExecution: true }),
  };
  draft.change({ kind: 'TaskRunCreated', taskRun });
}

export function generationOf(view: ExecutionView): number {
  const generation = view.execution.memo?.['generation'];
  return typeof generation === 'number' ? generation : 0;
}

/** Children of a LoopUntil carry the number of its pass, so those of the next pass are others (engine.md §4.5, §8). */
function loopIteration(view: ExecutionView, parent: TaskRun | undefined): number | undefined {
  const isLoop = parent && view.entries.get(parent.id)?.node?.flowable?.loops === true;
  return isLoop ? (countOf(parent.memo?.['pass']) ?? 0) : undefined;
}
