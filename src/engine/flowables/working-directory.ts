import { isTerminated, type StateType } from '../../model/state.js';
import { type Flowable, listOf, sequential } from './flowable.js';

/**
 * engine.md §9: one worker runs the children in one directory and reports them, and then the end of the whole, which is
 * kept as `workerState` until `errors` and `finally` have run here. Children that the worker did not run again because a
 * user had ended them are remembered as `warned` when one is a WARNING.
 */
export const workingDirectory: Flowable = {
  onWorker: true,
  children: (task) => [listOf(task['tasks'])],
  plan: () => sequential([]),
  verdict(_task, run) {
    const told = run.memo?.['workerState'] as StateType | undefined;
    const state = told === 'SUCCESS' && run.memo?.['warned'] === true ? 'WARNING' : told;
    return { ended: state !== undefined && isTerminated(state), state };
  },
};
