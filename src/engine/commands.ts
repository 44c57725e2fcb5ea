import type { WaitingParent } from '../model/execution.js';
import type { FlowOutput } from '../model/input.js';
import type { Label } from '../model/label.js';
import type { StateType } from '../model/state.js';
import type { LogLevel } from '../model/task.js';

/** Wishes to the outside. The core performs none and waits for none. */
export type Command = Question | Effect;

/**
 * Answered by the shell within the same turn, before the commit, by another call of `decide` with the event that the
 * comment names.
 */
export type Question =
  EvaluateExpressions | EvaluateListeners | ResolveFlowOutputs | AskConcurrencySlot | Proceed;

export type Effect =
  | SubmitWorkerTask
  | KillWorkerTasks
  | StartSubflow
  | StartSubflowBatches
  | RestartSubflow
  | EndSubflow
  | KillSubflows
  | CreateReplay
  | Delay
  | CancelDelays
  | AppendLog
  | ReleaseConcurrencySlot
  | AnnounceState;

/** → `ExpressionsEvaluated`. */
export interface EvaluateExpressions {
  readonly kind: 'EvaluateExpressions';
  readonly requests: readonly EvaluationRequest[];
}

export interface EvaluationRequest {
  /** Names the answer; unique in the execution at a time, e.g. `runIf:<taskRunId>`. */
  readonly key: string;
  /** A template, or a map or list whose strings are templates. */
  readonly expression: unknown;
  /** Give the value itself where the template is one expression, instead of its text. */
  readonly typed?: boolean;
  /** If the text is the URI of a file, its lines are the answer. */
  readonly lines?: boolean;
  /** The text is the key of a worker group: the answer is a `WorkersOfGroup`. */
  readonly workerGroup?: boolean;
  /** The expression is a map of these: each value is converted to its declared type. */
  readonly outputs?: readonly FlowOutput[];
  /** The task run whose variables (`taskrun`, `parent`, `outputs` …) the expression sees; absent: the execution's. */
  readonly taskRunId?: string;
  /** For a task run that is not created yet: which task it would be of. */
  readonly taskId?: string;
}

/** Which listeners of the flow have conditions that all hold for the execution as it ended → `ListenersEvaluated`. */
export interface EvaluateListeners {
  readonly kind: 'EvaluateListeners';
}

/**
 * What an action did is visible now and will be gone when the execution goes on (a restart answers RESTARTED): show the
 * view to the caller, then go on → `Proceeded`.
 */
export interface Proceed {
  readonly kind: 'Proceed';
}

/** Render and convert the flow's outputs (engine.md §19.5) → `FlowOutputsResolved`. */
export interface ResolveFlowOutputs {
  readonly kind: 'ResolveFlowOutputs';
}

/** Take a slot of the flow's concurrency limit, if one is free → `ConcurrencySlotAnswered`. */
export interface AskConcurrencySlot {
  readonly kind: 'AskConcurrencySlot';
  readonly limit: number;
}

/** Run the current attempt (number `attempt`, counted from 1) of the task run on a worker. */
export interface SubmitWorkerTask {
  readonly kind: 'SubmitWorkerTask';
  readonly taskRunId: string;
  readonly attempt: number;
  /** Only a worker of this group takes it; absent: only workers without a group. */
  readonly workerGroup?: string;
}

export interface KillWorkerTasks {
  readonly kind: 'KillWorkerTasks';
  readonly taskRunIds: readonly string[];
}

/** Create a child execution; everything is rendered. → `SubflowStarted` or `SubflowRefused`, later `SubflowEnded`. */
export interface StartSubflow {
  readonly kind: 'StartSubflow';
  readonly taskRunId: string;
  /** Each attempt of the task run has a child of its own. */
  readonly attempt: number;
  readonly namespace: string;
  readonly flowId: string;
  readonly revision?: number;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Labels of the child beside those of its flow: inherited ones first, then the task's. */
  readonly labels: readonly Label[];
  readonly scheduleDate?: string;
  /** Report the end of the child. */
  readonly wait: boolean;
}

/**
 * Create a child per line of the split file, in order, beginning with number `from`; inputs and labels are rendered per
 * batch by the shell with `taskrun.items` and `taskrun.iteration`. → `SubflowBatchesFound` once, `SubflowStarted` or
 * `SubflowRefused` per batch, in any order.
 */
export interface StartSubflowBatches {
  readonly kind: 'StartSubflowBatches';
  readonly taskRunId: string;
  /** Each attempt of the task run has children of its own. */
  readonly attempt: number;
  /** URI of the text file with one batch URI a line. */
  readonly splits: string;
  readonly from: number;
  /** Create at most so many now (concurrencyLimit); absent: all. */
  readonly count?: number;
  readonly namespace: string;
  readonly flowId: string;
  readonly revision?: number;
  /** Unrendered, with the task's templates. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly labels?: unknown;
  readonly inheritedLabels: readonly Label[];
  readonly scheduleDate?: string;
  readonly wait: boolean;
}

/**
 * Restart the child execution that failed instead of creating a new one (`restartBehavior: RETRY_FAILED`); the task run
 * waits for it already. → later `SubflowEnded`, or `SubflowGone` when that execution was deleted.
 */
export interface RestartSubflow {
  readonly kind: 'RestartSubflow';
  readonly taskRunId: string;
  readonly executionId: string;
  readonly iteration?: number;
}

/** Tell the waiting parent that this execution ended. */
export interface EndSubflow {
  readonly kind: 'EndSubflow';
  readonly parent: WaitingParent;
  readonly state: StateType;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Kill the not terminated executions that this one started, and theirs. */
export interface KillSubflows {
  readonly kind: 'KillSubflows';
}

/** A fresh execution in place of this one, which is RETRIED (retry behaviour CREATE_NEW_EXECUTION). */
export interface CreateReplay {
  readonly kind: 'CreateReplay';
  readonly attemptNumber: number;
}

/** → `DelayElapsed` with this key at that instant, also after a restart of the server. Same key: replaced. */
export interface Delay {
  readonly kind: 'Delay';
  readonly key: string;
  readonly at: string;
}

/** Absent keys: all delays of the execution. */
export interface CancelDelays {
  readonly kind: 'CancelDelays';
  readonly keys?: readonly string[];
}

/** A log entry of the execution, or of one of its task runs. */
export interface AppendLog {
  readonly kind: 'AppendLog';
  readonly level: LogLevel;
  readonly message: string;
  readonly taskRunId?: string;
}

/** Give back the slot this execution holds, if any; the oldest queued execution gets it. */
export interface ReleaseConcurrencySlot {
  readonly kind: 'ReleaseConcurrencySlot';
}

/** The execution reached this state: followers, Flow triggers and trigger locks hear of it. */
export interface AnnounceState {
  readonly kind: 'AnnounceState';
  readonly state: StateType;
}
