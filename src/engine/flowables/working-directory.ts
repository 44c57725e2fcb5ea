import { isTerminated, type StateType } from '../../model/state.js';
import { type Flowable, listOf, sequential } from './flowable.js';

/**
 * engine.md §9: one worker runs the children in one directory and reports them, and then the end of the whole, which is
 * kept as `workerState` until `errors` and `finally` have run here.
 */
export const workingDirectory: Flowable = {
  onWorker: true,
  children: (task) => [listOf(task['tasks'])],
  plan: () => sequential([]),
  verdict(_task, run) {
    const state = run.memo?.['workerState'] as StateType | undefined;
    return { ended: state !== undefined && isTerminated(state), state };
  },
};
