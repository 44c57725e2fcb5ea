import type { TaskNode } from '../task-tree.js';
import type { TaskRun } from '../../model/task-run.js';
import type { Draft } from '../draft.js';
import { type Family, familyOf, finalState, hasFailed, mainHasPassed, stateOf } from '../family.js';
import { isEnded, isOpen } from '../gates.js';
import { enactHeld } from '../held.js';
import { softened } from '../settle.js';
import { hasStarted } from '../started.js';
import { childrenOf, openChildrenOf } from '../view.js';
import type { StateType } from '../../model/state.js';

/**
 * State of the flowable task runs that something happened to (engine.md §3 step 11, §4.3).
 * 1. KILLING becomes KILLED when no child is open.
 * 2. One that has not started asks for its expressions; without any it has.
 * 3. One may hold instead of going on (Pause, LoopUntil).
 * 4. Else its state follows from its children, then `allowFailure` and `allowWarning`.
 * 5. In a PAUSED execution only a Pause that was reached does something: it is PAUSED as well.
 * 6. In an execution that is over nothing starts any more: it ends with its last open child, and is KILLED when it had
 *    more to do and no child FAILED.
 */
export function resolveFlowables(draft: Draft, touched: readonly string[]): void {
  const { view } = draft;
  for (const id of touched) {
    const entry = view.entries.get(id);
    if (entry?.node !== undefined && view.openFlowables.has(id)) {
      resolve(draft, entry.run, entry.node);
    }
  }
}

function resolve(draft: Draft, run: TaskRun, node: TaskNode): void {
  const { view } = draft;
  if (run.state.current === 'KILLING') {
    if (!isBusy(draft, run.id)) {
      draft.moveRun(run.id, 'KILLED');
    }
  } else if (isOpen(view, run)) {
    goOn(draft, run, node);
  } else if (view.execution.state.current === 'PAUSED' && node.flowable?.pauses === true) {
    pauseToo(draft, run, node);
  } else if (isEnded(view.execution) && !isBusy(draft, run.id)) {
    end(draft, run, node, hasStarted(node, run) ? cutOffState(familyOf(view, run.id)) : 'KILLED');
  }
}

function cutOffState(family: Family | undefined): StateType {
  const state = family === undefined ? 'FAILED' : finalState(family);
  const isThrough = family === undefined || stateOf(family) !== undefined;
  return isThrough || state === 'FAILED' ? state : 'KILLED';
}

function goOn(draft: Draft, run: TaskRun, node: TaskNode): void {
  if (!hasStarted(node, run)) {
    start(draft, run, node);
    return;
  }
  const family = familyOf(draft.view, run.id);
  if (family !== undefined && hold(draft, run, node, family)) {
    return;
  }
  const state = family === undefined ? 'FAILED' : stateOf(family);
  if (state !== undefined) {
    end(draft, run, node, state);
  }
}

/** engine.md §7: the time of each Pause begins when it is reached, whoever else has paused the execution. */
function pauseToo(draft: Draft, run: TaskRun, node: TaskNode): void {
  const family = familyOf(draft.view, run.id);
  if (!hasStarted(node, run)) {
    start(draft, run, node);
  } else if (family !== undefined) {
    hold(draft, run, node, family);
  }
}

function start(draft: Draft, run: TaskRun, { flowable, task }: TaskNode): void {
  flowable?.asks?.(task).forEach(({ name, ...request }) => {
    draft.ask({ ...request, key: `start:${run.id}:${name}`, taskRunId: run.id });
  });
}

function hold(draft: Draft, run: TaskRun, { flowable, task }: TaskNode, family: Family): boolean {
  const passed = mainHasPassed(family) && !hasFailed(family);
  const context = { task, run, at: draft.at, passed };
  const held = flowable?.hold?.(context, () => childrenOf(draft.view, run.id));
  if (held !== undefined) {
    enactHeld(draft, run, held);
  }
  return held !== undefined;
}

function end(draft: Draft, run: TaskRun, { flowable, task }: TaskNode, state: StateType): void {
  draft.moveRun(run.id, softened(task, flowable?.ending?.(task, state) ?? state));
}

/** A child is open, or the worker that runs the children has not reported. */
function isBusy({ view }: Draft, id: string): boolean {
  return openChildrenOf(view, id) > 0 || view.onWorkers.has(id);
}
