import type { Task } from '../../model/task.js';
import { enabled } from '../enabled.js';
import { countOf, type Flowable, type Plan } from './flowable.js';

interface DagTask {
  readonly task: Task;
  readonly dependsOn?: readonly string[];
}

/** engine.md §6, §4.5: like Parallel, but a task waits for the end of those it depends on. */
export const dag: Flowable = {
  children: (task) => [tasksOf(task)],
  plan: (task) => {
    const plan = plans.get(task) ?? planOf(task);
    plans.set(task, plan);
    return plan;
  },
};

const plans = new WeakMap<Task, Plan>();

function planOf(task: Task): Plan {
  return {
    tasks: enabled(tasksOf(task)),
    order: 'parallel',
    limit: countOf(task['concurrent']) ?? 0,
    dependsOn: dependenciesOf(task),
  };
}

function dagTasks(task: Task): readonly DagTask[] {
  return Array.isArray(task['tasks']) ? (task['tasks'] as DagTask[]) : [];
}

function tasksOf(task: Task): readonly Task[] {
  return dagTasks(task).map((dagTask) => dagTask.task);
}

/** A disabled task is ignored by every rule, so nobody waits for it. */
function dependenciesOf(task: Task): ReadonlyMap<string, readonly string[]> {
  const present = new Set(enabled(tasksOf(task)).map((child) => child.id));
  return new Map(
    dagTasks(task).map(({ task: child, dependsOn }) => [
      child.id,
      (dependsOn ?? []).filter((id) => present.has(id)),
    ]),
  );
}
