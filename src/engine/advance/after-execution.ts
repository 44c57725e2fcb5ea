import { entryAt } from '../block.js';
import { createTaskRun } from '../create-task-run.js';
import { enabled } from '../enabled.js';
import type { Draft } from '../draft.js';
import { isEnded } from '../gates.js';
import { sequential } from '../flowables/flowable.js';
import { nextSlots, type Slot } from '../next-slots.js';
import type { StateType } from '../../model/state.js';
import type { Task } from '../../model/task.js';
import { blockOf, type ExecutionView, ROOT } from '../view.js';

/**
 * What runs after the end (engine.md §12).
 * 1. Once the execution is terminated, also KILLED or CANCELLED: the tasks of the listeners whose conditions hold, then
 *    `afterExecution`, one after another; a failure ends the part in which it happens. A RETRIED execution goes on in
 *    another one.
 * 2. Which conditions hold is asked once and kept.
 * 3. Their task runs are forced: neither the end nor a kill stops them, and they never change the final state.
 */
export function runAfterExecution(draft: Draft): void {
  const { view } = draft;
  const { flow, execution } = view;
  const hasTasks = flow.afterExecution.length > 0 || flow.listeners.length > 0;
  if (!hasTasks || !isEnded(execution) || execution.state.current === 'RETRIED') {
    return;
  }
  const chosen = chosenListeners(view);
  if (chosen === undefined) {
    askListeners(draft);
    return;
  }
  nextOf(view, chosen).forEach((slot) => {
    createTaskRun(draft, slot, { parentId: ROOT, force: true });
  });
}

/** Listeners without conditions always run. Nothing to ask means nothing to wait for. */
function chosenListeners({ flow, execution }: ExecutionView): readonly number[] | undefined {
  const isConditional = flow.listeners.some((listener) => (listener.conditions ?? []).length > 0);
  const kept = execution.memo?.['listeners'] as readonly number[] | undefined;
  return isConditional ? kept : flow.listeners.map((_, index) => index);
}

function askListeners(draft: Draft): void {
  draft.command({ kind: 'EvaluateListeners' });
}

/** What has begun stays in the list: the block remembers how far its slots are taken. */
function nextOf(view: ExecutionView, chosen: readonly number[]): readonly Slot[] {
  const block = blockOf(view, ROOT, 'afterExecution');
  const stateOf = ({ id }: Task): StateType | undefined => entryAt(block, id)?.run.state.current;
  const hasFailed = (tasks: readonly Task[]): boolean =>
    tasks.some((task) => stateOf(task) === 'FAILED');
  const last = enabled(view.flow.afterExecution);
  if (hasFailed(last)) {
    return [];
  }
  const listeners = chosen.flatMap((index) => enabled(view.flow.listeners[index]?.tasks));
  const due = hasFailed(listeners)
    ? listeners.filter((task) => stateOf(task) !== undefined)
    : listeners;
  return nextSlots(sequential([...due, ...last]), block);
}
