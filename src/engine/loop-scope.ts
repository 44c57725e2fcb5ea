import { itemOf, LOOP_ITERATION, type LoopItem } from './flowables/loop.js';
import type { TaskNode } from './task-tree.js';
import { type ExecutionView, outputsOf, parentOf } from './view.js';
import type { Entry } from './block.js';

/** `item` of expressions inside a Loop: `parents` are the items of the loops around it, nearest first. */
export interface ItemScope extends LoopItem {
  readonly parent?: LoopItem;
  readonly parents: readonly LoopItem[];
}

/** Undefined outside of every Loop. */
export function itemScopeOf(view: ExecutionView, taskRunId: string): ItemScope | undefined {
  const items = iterationsAround(view, taskRunId).flatMap((entry) => {
    const loopRun = parentOf(view, entry.run);
    return loopRun === undefined ? [] : [itemOf(loopRun, entry.run)];
  });
  const [item, ...parents] = items;
  const [parent] = parents;
  return item && { ...item, ...(parent && { parent }), parents };
}

/**
 * `outputs` as a task run sees them. An iteration of a Loop is a world of its own: the tasks in it see the outputs of
 * their own iteration under their plain ids, as if there were no loop.
 */
export function outputsSeenBy(
  view: ExecutionView,
  taskRunId: string,
): Readonly<Record<string, unknown>> {
  const around = iterationsAround(view, taskRunId);
  if (around.length === 0) {
    return outputsOf(view);
  }
  const seen: Record<string, unknown> = { ...outputsOf(view) };
  for (const { node, path } of around.toReversed()) {
    for (const taskId of node === undefined ? [] : tasksIn(view, node)) {
      const outputs = below(outputsOf(view)[taskId], path.slice(1));
      if (outputs === undefined) {
        delete seen[taskId];
      } else {
        seen[taskId] = outputs;
      }
    }
  }
  return seen;
}

/** Innermost first, the task run itself included. */
export function iterationsAround(view: ExecutionView, taskRunId: string): readonly Entry[] {
  const found: Entry[] = [];
  let entry = view.entries.get(taskRunId);
  while (entry !== undefined) {
    if (entry.node?.task.type === LOOP_ITERATION) {
      found.push(entry);
    }
    entry = view.entries.get(entry.run.parentTaskRunId ?? '');
  }
  return found;
}

const known = new WeakMap<TaskNode, readonly string[]>();

/** Ids of all tasks inside the loop of this node. */
export function tasksIn(view: ExecutionView, iteration: TaskNode): readonly string[] {
  const ids = known.get(iteration) ?? [...view.tree].filter(isInside(iteration)).map(([id]) => id);
  known.set(iteration, ids);
  return ids;
}

function isInside(iteration: TaskNode): (member: readonly [string, TaskNode]) => boolean {
  return ([, node]) => {
    let above = node.parent;
    while (above !== undefined && above !== iteration) {
      above = above.parent;
    }
    return above === iteration;
  };
}

function below(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (branch, key) =>
      typeof branch === 'object' && branch !== null && Object.hasOwn(branch, key)
        ? (branch as Record<string, unknown>)[key]
        : undefined,
    tree,
  );
}
