import { createTaskRun } from '../create-task-run.js';
import { enabled } from '../enabled.js';
import type { Draft } from '../draft.js';
import { isEnded } from '../gates.js';
import { nextHandler } from '../next-slots.js';
import type { Task } from '../../model/task.js';
import { blockOf, type ExecutionView, ROOT } from '../view.js';

/**
 * What runs after the end (engine.md §12).
 * 1. Once the execution is terminated, also KILLED or CANCELLED: the tasks of the listeners whose conditions hold, then
 *    `afterExecution`, one after another. A RETRIED execution goes on in another one.
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
  const slots = nextHandler(tasksOf(view, chosen), blockOf(view, ROOT, 'afterExecution'));
  slots.forEach((slot) => createTaskRun(draft, slot, { parentId: ROOT, force: true }));
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

function tasksOf({ flow }: ExecutionView, chosen: readonly number[]): readonly Task[] {
  const ofListeners = chosen.flatMap((index) => enabled(flow.listeners[index]?.tasks));
  return [...ofListeners, ...enabled(flow.afterExecution)];
}
