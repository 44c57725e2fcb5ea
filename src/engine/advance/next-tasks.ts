import { createTaskRun } from '../create-task-run.js';
import type { Draft } from '../draft.js';
import { branchOf, type Family, familyOf } from '../family.js';
import { isAdvancing, isOpen } from '../gates.js';
import { nextHandler, nextSlots, type Slot } from '../next-slots.js';
import { hasStarted } from '../started.js';
import { ROOT } from '../view.js';

/**
 * Appends the task runs that come next (engine.md §3 step 8, §4).
 * 1. For the flow, and for every RUNNING flowable that has started; never while the execution may not advance.
 * 2. Of the current branch only: once a main task has FAILED no sibling starts any more.
 * 3. The first task runs make the execution RUNNING.
 */
export function appendNextTasks(draft: Draft, touched: readonly string[]): void {
  touched
    .filter((parentId) => mayHaveChildren(draft, parentId))
    .forEach((parentId) => {
      const family = familyOf(draft.view, parentId);
      const slots = family === undefined ? [] : slotsOf(family);
      if (slots.length > 0 && draft.view.execution.state.current === 'CREATED') {
        draft.moveExecution('RUNNING');
      }
      slots.forEach((slot) => createTaskRun(draft, slot, { parentId }));
    });
}

function mayHaveChildren({ view }: Draft, parentId: string): boolean {
  if (parentId === ROOT) {
    return isAdvancing(view.execution);
  }
  const { run, node } = view.entries.get(parentId) ?? {};
  const isRunning = view.openFlowables.has(parentId) && run?.state.current === 'RUNNING';
  return isRunning && node !== undefined && hasStarted(node, run) && isOpen(view, run);
}

function slotsOf(family: Family): readonly Slot[] {
  const branch = branchOf(family);
  switch (branch) {
    case 'none':
      return [];
    case 'tasks':
      return nextSlots(family.main, family.blocks.tasks);
    case 'errors':
    case 'finally':
      return nextHandler(family[branch], family.blocks[branch]);
  }
}
