export type { Change } from './changes.js';
export type * from './commands.js';
export type { Decision, Refusal } from './decision.js';
export type * from './events.js';
export { apply, touchedBy } from './apply.js';
export { decide, decideAndApply } from './decide.js';
export { isAlive } from './gates.js';
export { childExecutionId, deriveTaskRunId, replayExecutionId } from './ids.js';
export { type Recovery, recoveryOf } from './recovery.js';
export { type Replay, replayOf, type ReplayOptions } from './replay.js';
export {
  type ExecutionView,
  findTaskRun,
  isIdle,
  openView,
  packEnded,
  outputsOf,
  parentsOf,
  taskRunsOf,
  taskStatesOf,
} from './view.js';
export type { WorkersOfGroup } from './worker-group.js';
export { workerTaskOf as taskOf } from './worker-task-of.js';
export { type ItemScope, itemScopeOf, outputsSeenBy } from './loop-scope.js';
export { outputsSeenAt, type SeenKeys, type SeenTaskRun, statesSeenAt } from './seen-task-runs.js';
export { LiveTree } from './live-tree.js';
export { nextTryAt } from './retry.js';
