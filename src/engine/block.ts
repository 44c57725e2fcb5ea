import { isTerminated, type StateType } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import type { TaskNode } from './task-tree.js';

/** A task run at its place: in the flow, in its block and in the trees that expressions see. */
export interface Entry {
  readonly run: TaskRun;
  /** Position in the order of creation. */
  readonly order: number;
  readonly block: Block;
  /** Undefined for a dynamic task run, whose task is not in the flow. */
  readonly node: TaskNode | undefined;
  /** Task id, values of the enclosing task runs from the outermost on, own value (engine.md §20). */
  readonly path: readonly string[];
}

/**
 * The task runs of one parent in one branch, counted so that no decision has to walk over them. Everything here follows
 * from the task runs; nothing of it is stored.
 */
export interface Block {
  /** In creation order. */
  readonly entries: Entry[];
  /** By task, and by task and value: a block holds one task run for each (engine.md §4.1). */
  readonly byTask: Map<string, Entry>;
  readonly byValue: Map<string, Map<string, Entry>>;
  readonly counts: Map<StateType, number>;
  /** Task runs not terminated. */
  open: number;
  /** Per value of a loop that chains the tasks of a value and is not through with it; empty elsewhere. */
  readonly chains: Map<string, Chain>;
  /** Values whose chain has ended tasks only and not all of them. */
  readonly idleChains: Set<string>;
  /** No slot before this one is free; counted in values where tasks are chained. */
  firstFree: number;
}

export interface Chain {
  readonly started: number;
  readonly open: number;
}

export function newBlock(): Block {
  return {
    entries: [],
    byTask: new Map(),
    byValue: new Map(),
    counts: new Map(),
    open: 0,
    chains: new Map(),
    idleChains: new Set(),
    firstFree: 0,
  };
}

export function entryAt(
  block: Block | undefined,
  taskId: string,
  value?: string,
): Entry | undefined {
  return value === undefined ? block?.byTask.get(taskId) : block?.byValue.get(taskId)?.get(value);
}

/** Values are keys by themselves: a text of task and value for each would be memory for nothing. */
function setEntry(block: Block, { taskId, value }: TaskRun, entry: Entry | undefined): void {
  const entries = value === undefined ? block.byTask : (block.byValue.get(taskId) ?? new Map());
  const key = value ?? taskId;
  if (entry === undefined) {
    entries.delete(key);
  } else {
    entries.set(key, entry);
  }
  if (value !== undefined) {
    block.byValue.set(taskId, entries);
  }
}

export function countOf(block: Block | undefined, state: StateType): number {
  return block?.counts.get(state) ?? 0;
}

export function addEntry(block: Block, entry: Entry): void {
  const { entries } = block;
  const last = entries.at(-1);
  if (last === undefined || last.order < entry.order) {
    entries.push(entry);
  } else {
    entries.splice(
      entries.findIndex((other) => other.order > entry.order),
      0,
      entry,
    );
  }
  count(block, entry, 1);
}

export function removeEntry(block: Block, entry: Entry): void {
  const { entries } = block;
  entries.splice(positionOf(entries, entry.order), 1);
  setEntry(block, entry.run, undefined);
  count(block, entry, -1);
  const place = entry.node?.parent?.chained === true ? entry.run.iteration : slotIndex(entry);
  block.firstFree = Math.min(block.firstFree, place ?? 0);
}

export function replaceEntry(block: Block, before: Entry, after: Entry): void {
  block.entries[positionOf(block.entries, before.order)] = after;
  count(block, before, -1);
  count(block, after, 1);
}

/** The same task run in another form. */
export function exchangeEntry(block: Block, entry: Entry, run: TaskRun): void {
  block.entries[positionOf(block.entries, entry.order)] = entry;
  setEntry(block, run, entry);
}

/** Number of the slot in the order of values, then tasks; never more than it is where lists are joined. */
function slotIndex(entry: Entry): number {
  const { node, run } = entry;
  const value = run.value === undefined ? 0 : (run.iteration ?? 0);
  return node === undefined ? 0 : value * node.width + node.index;
}

function count(block: Block, entry: Entry, by: 1 | -1): void {
  const { run, node } = entry;
  const state = run.state.current;
  const openBy = isTerminated(state) ? 0 : by;
  block.counts.set(state, (block.counts.get(state) ?? 0) + by);
  block.open += openBy;
  if (by === 1) {
    setEntry(block, run, entry);
  }
  if (run.value !== undefined && node?.parent?.chained === true) {
    countChain(block, run.value, node.width, by, openBy);
  }
}

/** A value that is through has no chain any more: it may come back by a restart. */
function countChain(block: Block, value: string, width: number, by: number, open: number): void {
  const before = block.chains.get(value) ?? { started: by === 1 ? 0 : width, open: 0 };
  const chain = { started: before.started + by, open: before.open + open };
  const isThrough = chain.started === width && chain.open === 0;
  if (chain.started === 0 || isThrough) {
    block.chains.delete(value);
  } else {
    block.chains.set(value, chain);
  }
  if (chain.open === 0 && chain.started > 0 && chain.started < width) {
    block.idleChains.add(value);
  } else {
    block.idleChains.delete(value);
  }
}

function positionOf(entries: readonly Entry[], order: number): number {
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.order ?? 0) < order) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
