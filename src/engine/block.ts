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
  readonly bySlot: Map<string, Entry>;
  readonly counts: Map<StateType, number>;
  /** Task runs not terminated. */
  open: number;
  /** Per value of a loop that chains the tasks of a value; empty elsewhere. */
  readonly chains: Map<string, Chain>;
  /** Values whose chain has ended tasks only and not all of them. */
  readonly idleChains: Set<string>;
  /** No slot before this one is free; counted in values where tasks are chained. */
  firstFree: number;
}

export interface Chain {
  started: number;
  open: number;
}

export function newBlock(): Block {
  return {
    entries: [],
    bySlot: new Map(),
    counts: new Map(),
    open: 0,
    chains: new Map(),
    idleChains: new Set(),
    firstFree: 0,
  };
}

/** A slot is a task with a value: a block holds one task run for each (engine.md §4.1). */
export function slotKey(taskId: string, value: string | undefined): string {
  return value === undefined ? taskId : `${taskId} ${value}`;
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
  block.bySlot.delete(slotKey(entry.run.taskId, entry.run.value));
  count(block, entry, -1);
  const place = entry.node?.parent?.chained === true ? entry.run.iteration : slotIndex(entry);
  block.firstFree = Math.min(block.firstFree, place ?? 0);
}

export function replaceEntry(block: Block, before: Entry, after: Entry): void {
  block.entries[positionOf(block.entries, before.order)] = after;
  count(block, before, -1);
  count(block, after, 1);
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
    block.bySlot.set(slotKey(run.taskId, run.value), entry);
  }
  if (run.value !== undefined && node?.parent?.chained === true) {
    countChain(block, run.value, node.width, by, openBy);
  }
}

function countChain(block: Block, value: string, width: number, by: number, open: number): void {
  const chain = block.chains.get(value) ?? { started: 0, open: 0 };
  chain.started += by;
  chain.open += open;
  if (chain.started === 0) {
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
