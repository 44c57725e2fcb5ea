import type { Breakpoint } from '../model/execution.js';
import type { TaskRun } from '../model/task-run.js';
import type { Draft } from './draft.js';
import { isAdvancing } from './gates.js';
import { findTaskRun, inOrder } from './view.js';

/**
 * Suspends the execution before task runs at a breakpoint (engine.md §2: BREAKPOINT): nothing new starts until somebody
 * resumes it. A task run that was suspended once goes on the next time; what runs after the end is not suspended.
 */
export function suspendAtBreakpoints(draft: Draft, breakpoints: readonly Breakpoint[]): void {
  const { view } = draft;
  const reached = inOrder(view, view.undispatched)
    .flatMap((id) => findTaskRun(view, id) ?? [])
    .filter((run) => isAdvancing(view.execution) && breakpoints.some((one) => isAt(one, run)));
  if (reached.length > 0) {
    reached.forEach((run) => draft.moveRun(run.id, 'BREAKPOINT'));
    draft.moveExecution('BREAKPOINT');
    draft.log('INFO', 'Flow is suspended at a breakpoint.');
  }
}

/** The suspended task runs are what they were before. */
export function resumeFromBreakpoints(draft: Draft): void {
  const { entries } = draft.view;
  for (const id of inOrder(draft.view, entries.keys())) {
    const run = entries.get(id)?.run;
    if (run?.state.current === 'BREAKPOINT') {
      draft.moveRun(id, run.state.histories.at(-2)?.state ?? 'CREATED');
    }
  }
  draft.moveExecution('RUNNING');
  draft.touchAll();
}

function isAt({ id, value }: Breakpoint, run: TaskRun): boolean {
  const isPlace = run.taskId === id && (value === undefined || run.value === value);
  return isPlace && run.state.histories.every(({ state }) => state !== 'BREAKPOINT');
}
