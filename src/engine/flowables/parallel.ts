import { enabled } from '../enabled.js';
import { countOf, type Flowable, listOf } from './flowable.js';

/** engine.md §6: its tasks side by side, at most `concurrent` of them. */
export const parallel: Flowable = {
  children: (task) => [listOf(task['tasks'])],
  plan: (task) => ({
    tasks: enabled(task['tasks']),
    order: 'parallel',
    limit: countOf(task['concurrent']) ?? 0,
  }),
};
