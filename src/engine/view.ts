import type { Execution } from '../model/execution.js';
import type { Flow } from '../model/flow.js';
import { isCreated, isTerminated, STATE_TYPES, type StateType } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import type { Task } from '../model/task.js';
import {
  addEntry,
  type Block,
  type Entry,
  exchangeEntry,
  newBlock,
  removeEntry,
  replaceEntry,
} from './block.js';
import { LOOP_ITERATION } from './flowables/loop.js';
import { LiveTree } from './live-tree.js';
import { PackedEntry } from './packed-entry.js';
import { type Branch, taskTreeOf, type TaskNode, type TaskTree } from './task-tree.js';

/** So many task runs are worth the time of packing them. */
const LARGE = 500;

/** Stands for the flow where a parent task run is meant. */
export const ROOT = '';

/**
 * An execution with the indexes that let one event cost the depth of nesting and not the number of task runs. Only
 * `apply` moves it on.
 */
export interface ExecutionView {
  readonly flow: Flow;
  readonly tree: TaskTree;
  execution: Execution;
  readonly entries: Map<string, Entry>;
  /** By parent task run id and branch. */
  readonly blocks: Map<string, Block>;
  /** CREATED or RESTARTED and not handed to anybody yet. */
  readonly undispatched: Set<string>;
  /** On a worker, or on the way to one. */
  readonly onWorkers: Set<string>;
  /** Subflows whose child, or some of whose children, are asked for or open. */
  readonly awaiting: Set<string>;
  readonly paused: Set<string>;
  readonly retrying: Set<string>;
  /** Flowable task runs that are RUNNING or KILLING. */
  readonly openFlowables: Set<string>;
  readonly outputs: LiveTree;
  readonly taskStates: LiveTree;
  nextOrder: number;
}

/** Leaves of `tasks`: there are as many task runs as they like, but few states. */
const STATE_LEAVES = Object.fromEntries(
  STATE_TYPES.map((state) => [state, Object.freeze({ state })]),
) as Readonly<Record<StateType, Readonly<{ state: StateType }>>>;

/** Builds the indexes: O(task runs), once per take-over. Task runs in creation order. */
export function openView(
  flow: Flow,
  execution: Execution,
  taskRuns: readonly TaskRun[],
): ExecutionView {
  const view: ExecutionView = {
    flow,
    tree: taskTreeOf(flow),
    execution,
    entries: new Map(),
    blocks: new Map(),
    undispatched: new Set(),
    onWorkers: new Set(),
    awaiting: new Set(),
    paused: new Set(),
    retrying: new Set(),
    openFlowables: new Set(),
    outputs: new LiveTree(),
    taskStates: new LiveTree(),
    nextOrder: 0,
  };
  taskRuns.forEach((run) => putRun(view, run.id, run));
  return view;
}

/** The live tree of engine.md §20: `outputs.<taskId>[values…]`. Read it at once; it changes with the next event. */
export function outputsOf(view: ExecutionView): Readonly<Record<string, unknown>> {
  return view.outputs.root;
}

/** Likewise `tasks.<taskId>[values…].state`. */
export function taskStatesOf(view: ExecutionView): Readonly<Record<string, unknown>> {
  return view.taskStates.root;
}

/** Ancestors that have a value or outputs, nearest first (engine.md §20); an iteration of a Loop has none around it. */
export function parentsOf(
  view: ExecutionView,
  taskRunId: string,
): readonly Readonly<Record<string, unknown>>[] {
  const ancestors = ancestorsOf(view, taskRunId);
  const end = ancestors.findIndex(({ id }) => taskOf(view, id)?.type === LOOP_ITERATION);
  return (end === -1 ? ancestors : ancestors.slice(0, end))
    .filter((run) => run.value !== undefined || hasOutputs(run))
    .map((run) => ({
      ...(run.value !== undefined && { taskrun: { value: run.value } }),
      ...(hasOutputs(run) && { outputs: run.outputs }),
    }));
}

/** The task of a task run, a generated one of ForEachItem included; undefined for a dynamic task run. */
export function taskOf(view: ExecutionView, taskRunId: string): Task | undefined {
  return view.entries.get(taskRunId)?.node?.task;
}

export function findTaskRun(view: ExecutionView, taskRunId: string): TaskRun | undefined {
  return view.entries.get(taskRunId)?.run;
}

/** In creation order. */
export function taskRunsOf(view: ExecutionView): readonly TaskRun[] {
  return [...view.entries.values()].sort((a, b) => a.order - b.order).map((entry) => entry.run);
}

/** Nothing is on workers or about to go there: the view can be built again when the next event comes. */
export function isIdle(view: ExecutionView): boolean {
  return view.onWorkers.size === 0;
}

/** Ids in the order of creation: the sets of the view are walked in no order that means anything. */
export function inOrder(view: ExecutionView, ids: Iterable<string>): readonly string[] {
  const order = (id: string): number => view.entries.get(id)?.order ?? 0;
  return [...ids].sort((a, b) => order(a) - order(b));
}

export function ancestorsOf(view: ExecutionView, taskRunId: string): readonly TaskRun[] {
  const ancestors: TaskRun[] = [];
  let run = parentOf(view, findTaskRun(view, taskRunId));
  while (run !== undefined) {
    ancestors.push(run);
    run = parentOf(view, run);
  }
  return ancestors;
}

export function parentOf(view: ExecutionView, run: TaskRun | undefined): TaskRun | undefined {
  return run?.parentTaskRunId === undefined ? undefined : findTaskRun(view, run.parentTaskRunId);
}

export function blockOf(view: ExecutionView, parentId: string, branch: Branch): Block | undefined {
  return view.blocks.get(blockKey(parentId, branch));
}

const BRANCHES: readonly Branch[] = ['tasks', 'errors', 'finally', 'afterExecution', 'aside'];

/** All children of a task run (or of the flow), whatever their branch. */
export function childrenOf(view: ExecutionView, parentId: string): readonly TaskRun[] {
  return BRANCHES.flatMap((branch) => blockOf(view, parentId, branch)?.entries ?? []).map(
    (entry) => entry.run,
  );
}

export function openChildrenOf(view: ExecutionView, parentId: string): number {
  return BRANCHES.reduce((sum, branch) => sum + (blockOf(view, parentId, branch)?.open ?? 0), 0);
}

/** The one way the indexes change: puts, replaces or (with undefined) removes a task run. `order` restores a place. */
export function putRun(
  view: ExecutionView,
  taskRunId: string,
  run: TaskRun | undefined,
  order?: number,
): void {
  const before = view.entries.get(taskRunId);
  if (run === undefined) {
    if (before !== undefined) {
      removeEntry(before.block, before);
      view.entries.delete(taskRunId);
      mirror(view, before, undefined);
    }
    return;
  }
  const entry = before === undefined ? placed(view, run, order) : withRun(before, run);
  view.entries.set(taskRunId, entry);
  if (before === undefined) {
    addEntry(entry.block, entry);
  } else {
    replaceEntry(entry.block, before, entry);
  }
  mirror(view, before, entry);
}

function withRun({ order, block, node, path }: Entry, run: TaskRun): Entry {
  return { run, order, block, node, path };
}

/**
 * Keeps those of the task runs that have ended in little memory, in an execution so large that it matters. Nothing else
 * changes.
 */
export function packEnded(view: ExecutionView, taskRunIds: Iterable<string>, large = LARGE): void {
  if (view.entries.size < large) {
    return;
  }
  for (const id of taskRunIds) {
    const entry = view.entries.get(id);
    if (entry !== undefined && isPackable(entry)) {
      const packed = PackedEntry.of(entry);
      if (packed !== undefined) {
        view.entries.set(id, packed);
        exchangeEntry(packed.block, packed, entry.run);
      }
    }
  }
}

function isPackable(entry: Entry): boolean {
  const isLeaf = entry.node?.flowable === undefined;
  return isLeaf && !(entry instanceof PackedEntry) && isTerminated(entry.run.state.current);
}

function placed(view: ExecutionView, run: TaskRun, order = view.nextOrder): Entry {
  view.nextOrder = Math.max(view.nextOrder, order + 1);
  const node = view.tree.get(run.taskId);
  const key = blockKey(run.parentTaskRunId ?? ROOT, branchOf(node, run));
  const block = view.blocks.get(key) ?? newBlock();
  view.blocks.set(key, block);
  return { run, order, block, node, path: pathOf(view, run) };
}

/** Dynamic task runs hang below a runnable one and decide nothing. */
function branchOf(node: TaskNode | undefined, run: TaskRun): Branch {
  return node === undefined || run.dynamic === true ? 'aside' : node.branch;
}

function pathOf(view: ExecutionView, run: TaskRun): readonly string[] {
  const above = run.parentTaskRunId && view.entries.get(run.parentTaskRunId)?.path.slice(1);
  const own = run.value === undefined ? [] : [run.value];
  return [run.taskId].concat(above || [], own);
}

function mirror(view: ExecutionView, before: Entry | undefined, after: Entry | undefined): void {
  const run = after?.run;
  const state = run?.state.current;
  const id = run?.id ?? before?.run.id ?? '';
  const path = after?.path ?? before?.path ?? [];
  const submitted = run?.memo?.['submitted'] === true;
  const isFlowable = after?.node?.flowable !== undefined;
  const isElsewhere = run?.memo?.['elsewhere'] === true;
  const isOpen = state !== undefined && !isTerminated(state);
  keep(view.undispatched, id, state !== undefined && isCreated(state) && !submitted);
  keep(view.onWorkers, id, isOpen && submitted && !isElsewhere);
  keep(view.awaiting, id, isOpen && isElsewhere);
  keep(view.paused, id, state === 'PAUSED');
  keep(view.retrying, id, state === 'RETRYING');
  keep(view.openFlowables, id, isFlowable && (state === 'RUNNING' || state === 'KILLING'));
  if (before?.run.outputs !== run?.outputs) {
    view.outputs.set(path, run?.outputs);
  }
  if (before?.run.state.current !== state) {
    view.taskStates.set(path, state && STATE_LEAVES[state]);
  }
}

function keep(set: Set<string>, id: string, member: boolean): void {
  if (member) {
    set.add(id);
  } else {
    set.delete(id);
  }
}

function hasOutputs(run: TaskRun): boolean {
  return run.outputs !== undefined && Object.keys(run.outputs).length > 0;
}

function blockKey(parentId: string, branch: Branch): string {
  return `${parentId}/${branch}`;
}
