import type { Breakpoint } from '../model/execution.js';
import type { Label } from '../model/label.js';
import type { StateType } from '../model/state.js';

/**
 * What happened to an execution, already true when the core hears of it (design: events carry every fact the core needs
 * from outside). Plain JSON. `at` is the instant of the event by the database's clock; it dates every change it causes.
 */
export type ExecutionEvent =
  | ExecutionCreated
  | ConcurrencySlotAnswered
  | ConcurrencySlotGranted
  | ExpressionsEvaluated
  | ListenersEvaluated
  | Proceeded
  | FlowOutputsResolved
  | TaskRunStarted
  | TaskRunEnded
  | WorkerLost
  | SubflowsLost
  | DelayElapsed
  | SubflowStarted
  | SubflowRefused
  | SubflowBatchesFound
  | SubflowGone
  | SubflowEnded
  | KillRequested
  | PauseRequested
  | ResumeRequested
  | ResumeFromBreakpointRequested
  | RestartRequested
  | TaskRunStateForced
  | StatusForced
  | ForceRunRequested
  | UnqueueRequested
  | LabelsSet
  | ExecutorFailed;

interface EventBase {
  readonly at: string;
}

/** The execution of the view is new (CREATED or, for a replay from a task, RESTARTED with its copied task runs). */
export interface ExecutionCreated extends EventBase {
  readonly kind: 'ExecutionCreated';
}

/** Answer to `AskConcurrencySlot`, in the same turn. */
export interface ConcurrencySlotAnswered extends EventBase {
  readonly kind: 'ConcurrencySlotAnswered';
  readonly granted: boolean;
}

/** A slot became free and this QUEUED execution was the oldest. */
export interface ConcurrencySlotGranted extends EventBase {
  readonly kind: 'ConcurrencySlotGranted';
}

/** Answers to `EvaluateExpressions`, in the same turn: every asked key exactly once. */
export interface ExpressionsEvaluated extends EventBase {
  readonly kind: 'ExpressionsEvaluated';
  readonly results: readonly EvaluationResult[];
}

export type EvaluationResult =
  | { readonly key: string; readonly value: unknown }
  | { readonly key: string; readonly error: string };

/** Answer to `EvaluateListeners`, in the same turn: positions in the flow's `listeners` whose conditions all hold. */
export interface ListenersEvaluated extends EventBase {
  readonly kind: 'ListenersEvaluated';
  readonly holding: readonly number[];
}

/** Answer to `Proceed`, in the same turn. */
export interface Proceeded extends EventBase {
  readonly kind: 'Proceeded';
}

/** Answer to `ResolveFlowOutputs`, in the same turn. */
export interface FlowOutputsResolved extends EventBase {
  readonly kind: 'FlowOutputsResolved';
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

/**
 * Identity of a task run that a worker made by itself: a child of a WorkingDirectory or a dynamic task run. Present on
 * events about task runs that the core has not created.
 */
export interface WorkerMadeTaskRun {
  readonly taskId: string;
  readonly parentTaskRunId: string;
  /** The attempt of the parent that made it: what an earlier one still tells is late. */
  readonly parentAttempt?: number;
  readonly value?: string;
  readonly dynamic?: boolean;
}

/** A worker began the attempt (counted from 1). May be left out when the end follows at once. */
export interface TaskRunStarted extends EventBase {
  readonly kind: 'TaskRunStarted';
  readonly taskRunId: string;
  readonly attempt: number;
  readonly made?: WorkerMadeTaskRun;
}

/** A worker ended the attempt. `state` is what `run()` gave; allowFailure and the like are applied by the core. */
export interface TaskRunEnded extends EventBase {
  readonly kind: 'TaskRunEnded';
  readonly taskRunId: string;
  readonly attempt: number;
  readonly startedAt: string;
  readonly state: 'SUCCESS' | 'WARNING' | 'FAILED' | 'KILLED' | 'CANCELLED' | 'SKIPPED';
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly logFile?: string;
  readonly made?: WorkerMadeTaskRun;
  /** Execution variables a task asked to set (SetVariables) or unset. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The worker that held the attempt is gone: its lease expired. */
export interface WorkerLost extends EventBase {
  readonly kind: 'WorkerLost';
  readonly taskRunId: string;
  readonly attempt: number;
}

/** Another process took the execution over: children that do not exist yet have to be asked for again. */
export interface SubflowsLost extends EventBase {
  readonly kind: 'SubflowsLost';
}

/** A `Delay` command's date has come. */
export interface DelayElapsed extends EventBase {
  readonly kind: 'DelayElapsed';
  readonly key: string;
}

/** The child of `StartSubflow` exists. `state` is its state now (CREATED, or FAILED/CANCELLED by its own limits). */
export interface SubflowStarted extends EventBase {
  readonly kind: 'SubflowStarted';
  readonly taskRunId: string;
  /** Zero-based batch number, for ForEachItem. */
  readonly iteration?: number;
  readonly executionId: string;
  readonly state: StateType;
}

/** The child could not be created: unknown or disabled flow, invalid inputs. */
export interface SubflowRefused extends EventBase {
  readonly kind: 'SubflowRefused';
  readonly taskRunId: string;
  readonly iteration?: number;
  readonly message: string;
}

/** The split file of a ForEachItem was counted; follows `StartSubflowBatches`. */
export interface SubflowBatchesFound extends EventBase {
  readonly kind: 'SubflowBatchesFound';
  readonly taskRunId: string;
  readonly numberOfBatches: number;
  /** Where the outputs of the children are collected. */
  readonly subflowOutputsBaseUri?: string;
}

/** The child that was to be restarted has been deleted meanwhile. */
export interface SubflowGone extends EventBase {
  readonly kind: 'SubflowGone';
  readonly taskRunId: string;
  readonly iteration?: number;
  readonly executionId: string;
}

/** A child execution ended, or the one that took its place (engine.md §13.5). */
export interface SubflowEnded extends EventBase {
  readonly kind: 'SubflowEnded';
  readonly taskRunId: string;
  readonly iteration?: number;
  readonly executionId: string;
  /** The first of those that took each other's place; absent when it is this one. */
  readonly originalId?: string;
  readonly state: StateType;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** Rendering the deprecated `outputs` of the Subflow task failed. */
  readonly error?: string;
}

export interface KillRequested extends EventBase {
  readonly kind: 'KillRequested';
  /** Kill the executions started by this one as well. */
  readonly cascade: boolean;
}

export interface PauseRequested extends EventBase {
  readonly kind: 'PauseRequested';
}

/** Inputs are the typed values of `onResume`. */
export interface ResumeRequested extends EventBase {
  readonly kind: 'ResumeRequested';
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly by?: string;
}

/** Goes on where a breakpoint suspended it; `breakpoints` take the place of those it had. */
export interface ResumeFromBreakpointRequested extends EventBase {
  readonly kind: 'ResumeFromBreakpointRequested';
  readonly breakpoints?: readonly Breakpoint[];
}

export interface RestartRequested extends EventBase {
  readonly kind: 'RestartRequested';
}

/** engine.md §17.4 `markAs`. */
export interface TaskRunStateForced extends EventBase {
  readonly kind: 'TaskRunStateForced';
  readonly taskRunId: string;
  readonly state: StateType;
}

/** engine.md §17.4 change-status: terminal to terminal. */
export interface StatusForced extends EventBase {
  readonly kind: 'StatusForced';
  readonly state: StateType;
}

export interface ForceRunRequested extends EventBase {
  readonly kind: 'ForceRunRequested';
}

export interface UnqueueRequested extends EventBase {
  readonly kind: 'UnqueueRequested';
  readonly state?: StateType;
}

/** Labels set by the API: values of equal keys replaced, others added. */
export interface LabelsSet extends EventBase {
  readonly kind: 'LabelsSet';
  readonly labels: readonly Label[];
}

/** The shell could not go on with this execution (our bug, or a flow that cannot be read): it fails once, loudly. */
export interface ExecutorFailed extends EventBase {
  readonly kind: 'ExecutorFailed';
  readonly message: string;
}
