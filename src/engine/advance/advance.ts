import type { Draft } from '../draft.js';
import { runAfterExecution } from './after-execution.js';
import { cutOffBatches } from './cut-off-batches.js';
import { dispatchTaskRuns } from './dispatch.js';
import { endExecution } from './end.js';
import { resolveFlowables } from './flowables.js';
import { killExecution } from './kill.js';
import { appendNextTasks } from './next-tasks.js';
import { runRestarted } from './restarted.js';

/** In the order of engine.md §3. A pass sees the parents that something happened to since the round before. */
const PASSES: readonly ((draft: Draft, touched: readonly string[]) => void)[] = [
  runRestarted,
  endExecution,
  killExecution,
  cutOffBatches,
  appendNextTasks,
  runAfterExecution,
  dispatchTaskRuns,
  resolveFlowables,
];

/** Runs the passes until a round changes nothing: every change touches its parent, so this climbs the nesting. */
export function advance(draft: Draft): void {
  let seen: number;
  do {
    seen = draft.changes.length;
    const touched = draft.takeTouched();
    PASSES.forEach((pass) => pass(draft, touched));
  } while (draft.changes.length > seen);
}
