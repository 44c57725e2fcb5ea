import type { Task } from '../model/task.js';

const known = new WeakMap<object, readonly Task[]>();

/**
 * A disabled task is ignored by every rule (engine.md §5). Anything but a list is an empty one. Lists of a flow are
 * asked for at every event, so the answer is kept with the list.
 */
export function enabled(tasks: unknown): readonly Task[] {
  if (!Array.isArray(tasks)) {
    return [];
  }
  const found = known.get(tasks) ?? (tasks as Task[]).filter((task) => task.disabled !== true);
  known.set(tasks, found);
  return found;
}
