import { onConcurrencySlotAnswered, onConcurrencySlotGranted } from './concurrency-slot.js';
import { onDelayElapsed } from './delay-elapsed.js';
import { onExecutionCreated } from './execution-created.js';
import { onExecutorFailed } from './executor-failed.js';
import { onExpressionsEvaluated } from './expressions-evaluated.js';
import { onFlowOutputsResolved } from './flow-outputs-resolved.js';
import { onStatusForced, onTaskRunStateForced } from './forced-states.js';
import type { Handlers } from './handler.js';
import { onKillRequested } from './kill-requested.js';
import { onLabelsSet } from './labels-set.js';
import { onListenersEvaluated } from './listeners-evaluated.js';
import {
  onForceRunRequested,
  onPauseRequested,
  onResumeFromBreakpointRequested,
  onResumeRequested,
  onUnqueueRequested,
} from './pause-and-resume.js';
import { onProceeded } from './proceeded.js';
import { onRestartRequested } from './restart-requested.js';
import {
  onSubflowBatchesFound,
  onSubflowEnded,
  onSubflowGone,
  onSubflowRefused,
  onSubflowStarted,
} from './subflow-reports.js';
import { onSubflowsLost } from './subflows-lost.js';
import { onTaskRunEnded } from './task-run-ended.js';
import { onTaskRunStarted } from './task-run-started.js';
import { onWorkerLost } from './worker-lost.js';

export const HANDLERS: Handlers = {
  ExecutionCreated: onExecutionCreated,
  ConcurrencySlotAnswered: onConcurrencySlotAnswered,
  ConcurrencySlotGranted: onConcurrencySlotGranted,
  ExpressionsEvaluated: onExpressionsEvaluated,
  ListenersEvaluated: onListenersEvaluated,
  Proceeded: onProceeded,
  FlowOutputsResolved: onFlowOutputsResolved,
  TaskRunStarted: onTaskRunStarted,
  TaskRunEnded: onTaskRunEnded,
  WorkerLost: onWorkerLost,
  SubflowsLost: onSubflowsLost,
  DelayElapsed: onDelayElapsed,
  SubflowStarted: onSubflowStarted,
  SubflowRefused: onSubflowRefused,
  SubflowBatchesFound: onSubflowBatchesFound,
  SubflowGone: onSubflowGone,
  SubflowEnded: onSubflowEnded,
  KillRequested: onKillRequested,
  PauseRequested: onPauseRequested,
  ResumeRequested: onResumeRequested,
  ResumeFromBreakpointRequested: onResumeFromBreakpointRequested,
  RestartRequested: onRestartRequested,
  TaskRunStateForced: onTaskRunStateForced,
  StatusForced: onStatusForced,
  ForceRunRequested: onForceRunRequested,
  UnqueueRequested: onUnqueueRequested,
  LabelsSet: onLabelsSet,
  ExecutorFailed: onExecutorFailed,
};
