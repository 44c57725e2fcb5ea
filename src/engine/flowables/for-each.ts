import type { TaskRun } from '../../model/task-run.js';
import type { Task } from '../../model/task.js';
import { enabled } from '../enabled.js';
import { frozenValues, valuesOf } from './each-values.js';
import { countOf, type Flowable, listOf, type Plan } from './flowable.js';

/** engine.md §6, §4.5: limit 1 is strictly one after another; otherwise values side by side, tasks of a value chained. */
export const forEach: Flowable = each('values', (task) => {
  const limit = countOf(task['concurrencyLimit']) ?? 1;
  return { order: limit === 1 ? 'sequential' : 'chains', limit };
});

export const eachSequential: Flowable = each('value', () => ({ order: 'sequential', limit: 0 }));

/** Every value with every task at once: the tasks of one value are not chained. */
export const eachParallel: Flowable = each('value', (task) => ({
  order: 'parallel',
  limit: countOf(task['concurrent']) ?? 0,
}));

function each(property: string, manner: (task: Task) => Pick<Plan, 'order' | 'limit'>): Flowable {
  return {
    children: (task) => [listOf(task['tasks'])],
    asks: (task) => [{ name: 'values', expression: task[property] }],
    chained: (task) => manner(task).order === 'chains',
    start: (_task, answers) => frozenValues(answers['values']),
    plan: (task: Task, run: TaskRun) => ({
      tasks: enabled(task['tasks']),
      values: valuesOf(run),
      ...manner(task),
    }),
  };
}
