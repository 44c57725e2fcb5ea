import { isTerminated } from '../model/state.js';
import type { Task } from '../model/task.js';
import { type Block, countOf, entryAt } from './block.js';
import { sizeOf } from './family.js';
import type { Plan } from './flowables/flowable.js';

/** A task run that may start: a task, with a value in loops (engine.md §4.1). */
export interface Slot {
  readonly task: Task;
  readonly value?: string;
  readonly iteration?: number;
}

/** What a block starts now (engine.md §4.5). RETRYING and PAUSED task runs are open: nobody overtakes them. */
export function nextSlots(plan: Plan, block: Block | undefined): readonly Slot[] {
  switch (plan.order) {
    case 'sequential':
      return nextInOrder(plan, block);
    case 'parallel':
      return nextSideBySide(plan, block);
    case 'chains':
      return nextInChains(plan, block);
  }
}

/** The first free one, when nothing is open. */
function nextInOrder(plan: Plan, block: Block | undefined): readonly Slot[] {
  if ((block?.open ?? 0) > 0) {
    return [];
  }
  const slot = slotAt(plan, firstFreeSlot(plan, block));
  return slot === undefined ? [] : [slot];
}

/** Free slots in order, as many as the limit leaves room for, whose dependencies have ended. */
function nextSideBySide(plan: Plan, block: Block | undefined): readonly Slot[] {
  const slots: Slot[] = [];
  const room = roomOf(plan, block);
  const isReady = dependencyCheck(plan, block);
  const size = sizeOf(plan);
  for (let index = firstFreeSlot(plan, block); index < size && slots.length < room; index++) {
    const slot = slotAt(plan, index);
    if (slot !== undefined && !isTaken(block, slot) && isReady(slot.task)) {
      slots.push(slot);
    }
  }
  return slots;
}

/** Values that have begun go on first; the room that remains is for new values. */
function nextInChains(plan: Plan, block: Block | undefined): readonly Slot[] {
  const room = roomOf(plan, block);
  const values = plan.values ?? [];
  const width = plan.tasks.length;
  const slots = idleValues(plan, block)
    .map((iteration) => freeTaskOf(plan, block, iteration))
    .filter((slot) => slot !== undefined)
    .slice(0, room);
  const first = firstFree(values.length, block, (value) => isBegun(plan, block, value));
  for (let value = first; value < values.length && slots.length < room; value++) {
    const slot = slotAt(plan, value * width);
    if (slot !== undefined && !isBegun(plan, block, value)) {
      slots.push(slot);
    }
  }
  return slots;
}

function roomOf(plan: Plan, block: Block | undefined): number {
  return plan.limit > 0 ? plan.limit - (block?.open ?? 0) : Infinity;
}

function slotAt(plan: Plan, index: number): Slot | undefined {
  const width = plan.tasks.length;
  const task = plan.tasks[index % width];
  if (task === undefined || index >= sizeOf(plan)) {
    return undefined;
  }
  const iteration = Math.floor(index / width);
  const value = plan.values?.[iteration];
  return value === undefined ? { task } : { task, value, iteration };
}

/** Remembers how far the slots (in chains: the values) are taken: they are walked once, not with every event. */
function firstFree(
  size: number,
  block: Block | undefined,
  isUsed: (index: number) => boolean,
): number {
  if (block === undefined) {
    return 0;
  }
  while (block.firstFree < size && isUsed(block.firstFree)) {
    block.firstFree += 1;
  }
  return block.firstFree;
}

function firstFreeSlot(plan: Plan, block: Block | undefined): number {
  return firstFree(sizeOf(plan), block, (index) => isTaken(block, slotAt(plan, index)));
}

/** Under way, or through. */
function isBegun(plan: Plan, block: Block | undefined, value: number): boolean {
  const slot = slotAt(plan, value * plan.tasks.length);
  return (
    isTaken(block, slot) || (slot?.value !== undefined && (block?.chains.has(slot.value) ?? false))
  );
}

function isTaken(block: Block | undefined, slot: Slot | undefined): boolean {
  return slot !== undefined && entryAt(block, slot.task.id, slot.value) !== undefined;
}

function idleValues(plan: Plan, block: Block | undefined): readonly number[] {
  const values = [...(block?.idleChains ?? [])];
  const first = plan.tasks[0];
  return values
    .map((value) => first && entryAt(block, first.id, value)?.run.iteration)
    .filter((iteration) => iteration !== undefined)
    .sort((a, b) => a - b);
}

function freeTaskOf(plan: Plan, block: Block | undefined, iteration: number): Slot | undefined {
  const width = plan.tasks.length;
  for (let index = iteration * width; index < (iteration + 1) * width; index++) {
    const slot = slotAt(plan, index);
    if (slot !== undefined && !isTaken(block, slot)) {
      return slot;
    }
  }
  return undefined;
}

function dependencyCheck(plan: Plan, block: Block | undefined): (task: Task) => boolean {
  const { dependsOn } = plan;
  return (task) => (dependsOn?.get(task.id) ?? []).every((id) => hasEnded(block, id));
}

function hasEnded(block: Block | undefined, taskId: string): boolean {
  const run = entryAt(block, taskId)?.run;
  return run !== undefined && isTerminated(run.state.current);
}

/** Error and finally tasks run one after another; the first that fails is the last (engine.md §12). */
export function nextHandler(tasks: readonly Task[], block: Block | undefined): readonly Slot[] {
  return countOf(block, 'FAILED') > 0
    ? []
    : nextInOrder({ tasks, order: 'sequential', limit: 0 }, block);
}
