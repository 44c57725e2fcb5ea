import { type ExecutionEvent, findTaskRun, isAlive } from '../../engine/index.js';
import type { Execution, WaitingParent } from '../../model/execution.js';
import { isTerminated, type StateType } from '../../model/state.js';
import type { SubflowOutputs } from './answers.js';
import type { LiveExecution } from './live-execution.js';

/** What a waiting parent hears of the end of a child. */
export function subflowEnded(
  { id, originalId }: Pick<Execution, 'id' | 'originalId'>,
  { taskRunId, iteration }: WaitingParent,
  state: StateType,
  given: SubflowOutputs,
  at: string,
): ExecutionEvent {
  return {
    kind: 'SubflowEnded',
    at,
    taskRunId,
    ...(iteration === undefined ? {} : { iteration }),
    executionId: id,
    ...(originalId === id ? {} : { originalId }),
    state,
    ...given,
  };
}

/** Neither killed nor over since it asked for one. */
export function wantsChild(parent: LiveExecution | undefined, taskRunId: string): boolean {
  const taskRun = parent && findTaskRun(parent.view, taskRunId);
  return (
    parent !== undefined &&
    taskRun !== undefined &&
    isAlive(parent.view, taskRun) &&
    !isTerminated(taskRun.state.current)
  );
}
