import type { StateType } from '../../model/state.js';
import type { ExecutorTask } from './executor-task.js';

const STATES: ReadonlyMap<string, StateType> = new Map<string, StateType>([
  ['SUCCESS', 'SUCCESS'],
  ['WARNING', 'WARNING'],
  ['FAILED', 'FAILED'],
  ['CANCELED', 'CANCELLED'],
  ['CANCELLED', 'CANCELLED'],
  ['KILLED', 'KILLED'],
]);

/** Ends the execution in a chosen state. */
export const exit: ExecutorTask = {
  expression: (task) => task['state'] ?? 'SUCCESS',
  typed: false,
  run(_view, _task, rendered) {
    const state = STATES.get(String(rendered));
    return state === undefined
      ? { error: `Exit cannot end an execution in the state ${String(rendered)}` }
      : { changes: [], exit: state };
  },
};
