import { enabled } from '../enabled.js';
import { type Flowable, listOf, sequential as inOrder } from './flowable.js';

/** engine.md §6: its tasks one after another. */
export const sequential: Flowable = {
  children: (task) => [listOf(task['tasks'])],
  plan: (task) => inOrder(enabled(task['tasks'])),
};

/** engine.md §6.3: a failure of the tasks, and of the error tasks, ends in WARNING. */
export const allowFailure: Flowable = {
  ...sequential,
  ending: (_task, state) => (state === 'FAILED' ? 'WARNING' : state),
};
