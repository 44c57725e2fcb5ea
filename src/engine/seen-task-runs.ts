import type { Block, Entry } from './block.js';
import { entryAt } from './block.js';
import { iterationsAround, tasksIn } from './loop-scope.js';
import type { Branch, TaskNode, TaskTree } from './task-tree.js';
import { blockOf, type ExecutionView, ROOT } from './view.js';

/** A task run with the place where an expression finds its outputs (`outputs.…`) or its state (`tasks.…`). */
export interface SeenTaskRun {
  readonly id: string;
  readonly path: readonly string[];
}

/** A key below a task is a value of a loop around it; undefined where any value may be meant. */
export type SeenKeys = readonly (string | undefined)[];

/** So many task runs are looked at for one reference: finding them must not cost what the execution is large. */
const MOST_LOOKED_AT = 1_000;

/**
 * The task runs below `outputs.<taskId>` as a task run sees it, those of other values than the keys left out. Undefined
 * when there are more than `most`, or when the task is none of the flow's.
 */
export function outputsSeenAt(
  view: ExecutionView,
  taskRunId: string,
  taskId: string,
  keys: SeenKeys,
  most: number,
): readonly SeenTaskRun[] | undefined {
  const node = view.tree.get(taskId);
  const around = iterationsAround(view, taskRunId).find(
    (entry) => entry.node !== undefined && tasksIn(view, entry.node).includes(taskId),
  );
  const own = node === undefined ? [] : (around?.path.slice(1) ?? []);
  return found(view, taskId, [...own, ...keys], most)?.map(({ run, path }) => ({
    id: run.id,
    path: [taskId, ...path.slice(1 + own.length)],
  }));
}

/** Likewise below `tasks.<taskId>`, which is the same for everybody. */
export function statesSeenAt(
  view: ExecutionView,
  taskId: string,
  keys: SeenKeys,
  most: number,
): readonly SeenTaskRun[] | undefined {
  return found(view, taskId, keys, most)?.map(({ run, path }) => ({ id: run.id, path }));
}

function found(
  view: ExecutionView,
  taskId: string,
  keys: SeenKeys,
  most: number,
): readonly Entry[] | undefined {
  const way = waysOf(view.tree).get(taskId);
  if (way === undefined) {
    return undefined;
  }
  const search = new Search(view, way);
  search.below(ROOT, 0, keys);
  return search.hasGivenUp || search.entries.length > most ? undefined : search.entries;
}

/** A task on the way from the flow to another one. */
interface Step {
  readonly taskId: string;
  readonly branch: Branch;
}

class Search {
  readonly entries: Entry[] = [];
  private lookedAt = 0;

  constructor(
    private readonly view: ExecutionView,
    private readonly way: readonly Step[],
  ) {}

  get hasGivenUp(): boolean {
    return this.lookedAt > MOST_LOOKED_AT;
  }

  below(parentId: string, depth: number, [key, ...keys]: SeenKeys): void {
    const place = this.way[depth];
    const block = place && blockOf(this.view, parentId, place.branch);
    if (place === undefined || block === undefined || this.hasGivenUp) {
      return;
    }
    for (const entry of this.candidates(block, place.taskId, key)) {
      const rest = entry.run.value === undefined ? [key, ...keys] : keys;
      if (depth === this.way.length - 1) {
        this.entries.push(entry);
      } else {
        this.below(entry.run.id, depth + 1, rest);
      }
    }
  }

  private candidates(block: Block, taskId: string, key: string | undefined): readonly Entry[] {
    const only = entryAt(block, taskId);
    if (only !== undefined || key !== undefined) {
      const entry = only ?? entryAt(block, taskId, key);
      this.lookedAt++;
      return entry === undefined ? [] : [entry];
    }
    const ofTask = block.byValue.get(taskId);
    this.lookedAt += ofTask?.size ?? 0;
    return this.hasGivenUp ? [] : [...(ofTask?.values() ?? [])];
  }
}

const known = new WeakMap<TaskTree, ReadonlyMap<string, readonly Step[]>>();

/** The way to every task, those that run inside of a WorkingDirectory included. */
function waysOf(tree: TaskTree): ReadonlyMap<string, readonly Step[]> {
  let ways = known.get(tree);
  if (ways === undefined) {
    ways = new Map(
      [...tree.values()].flatMap((node) => [[node.task.id, wayTo(node)], ...inside(node)]),
    );
    known.set(tree, ways);
  }
  return ways;
}

function wayTo({ task, branch, parent }: TaskNode): readonly Step[] {
  return [...(parent === undefined ? [] : wayTo(parent)), { taskId: task.id, branch }];
}

function inside(node: TaskNode): [string, readonly Step[]][] {
  const { task, flowable } = node;
  const children = flowable === undefined && Array.isArray(task['tasks']) ? task['tasks'] : [];
  return children.map(({ id }: { id: string }) => [
    id,
    [...wayTo(node), { taskId: id, branch: 'aside' as const }],
  ]);
}
