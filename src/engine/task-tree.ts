import type { Flow } from '../model/flow.js';
import type { Retry, Task } from '../model/task.js';
import { enabled } from './enabled.js';
import type { Flowable } from './flowables/flowable.js';
import { flowableOf } from './flowables/registry.js';

/** Which list of its parent a task stands in. `aside` tasks are none of the parent's decisions (Pause's `onPause`). */
export type Branch = 'tasks' | 'errors' | 'finally' | 'afterExecution' | 'aside';

/** A task at its place in the flow. */
export interface TaskNode {
  readonly task: Task;
  readonly branch: Branch;
  readonly parent?: TaskNode;
  /** Position among the enabled tasks of its list, and their number. */
  readonly index: number;
  readonly width: number;
  readonly flowable?: Flowable;
  /** The tasks of a value are chained, and the values run side by side. */
  readonly chained: boolean;
  /** The retry that applies: its own, the nearest ancestor's or the flow's (engine.md §13.3). */
  readonly retry?: Retry;
}

export type TaskTree = ReadonlyMap<string, TaskNode>;

const known = new WeakMap<Flow, TaskTree>();

/** Every task of a flow by its id, which is unique in the flow (engine.md §5). Made once per flow. */
export function taskTreeOf(flow: Flow): TaskTree {
  const tree = known.get(flow) ?? newTree(flow);
  known.set(flow, tree);
  return tree;
}

function newTree(flow: Flow): TaskTree {
  const tree = new Map<string, TaskNode>();
  const lists: [Branch, readonly Task[]][] = [
    ['tasks', flow.tasks],
    ['errors', flow.errors],
    ['finally', flow.finally],
    ['afterExecution', flow.afterExecution],
    ...flow.listeners.map((listener): [Branch, readonly Task[]] => [
      'afterExecution',
      listener.tasks,
    ]),
  ];
  lists.forEach(([branch, tasks]) => addList(tree, flow, tasks, branch, undefined));
  return tree;
}

/** The error tasks that the task run of a flowable runs itself. */
export function errorsOf({ task, flowable }: Pick<TaskNode, 'task' | 'flowable'>): unknown {
  return flowable?.errorsInside === true ? undefined : task['errors'];
}

function addList(
  tree: Map<string, TaskNode>,
  flow: Flow,
  tasks: unknown,
  branch: Branch,
  parent: TaskNode | undefined,
): void {
  const siblings = enabled(tasks);
  siblings.forEach((task, index) => {
    const flowable = flowableOf(task.type);
    const retry = task.retry ?? parent?.retry ?? flow.retry;
    const chained = flowable?.chained?.(task) ?? false;
    const width = siblings.length;
    const node = { task, branch, parent, index, width, flowable, chained, retry };
    tree.set(task.id, node);
    if (flowable !== undefined) {
      flowable.children(task).forEach((list) => addList(tree, flow, list, 'tasks', node));
      addList(tree, flow, errorsOf(node), 'errors', node);
      addList(tree, flow, task['finally'], 'finally', node);
      addList(tree, flow, flowable.aside?.(task), 'aside', node);
    }
  });
}
