import type { Label } from './label.js';
import type { State } from './state.js';

/** Who started an execution: a trigger, or the parent's task for a subflow. */
export interface ExecutionTrigger {
  readonly id: string;
  readonly type: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly logFile?: string;
}

export interface ExecutionMetadata {
  readonly attemptNumber: number;
  readonly originalCreatedDate: string;
}

/** Before which task runs an execution stops: all of a task, or that of one value. */
export interface Breakpoint {
  readonly id: string;
  readonly value?: string;
}

/** engine.md §1.1, without its task runs, which are kept apart. */
export interface Execution {
  readonly id: string;
  readonly namespace: string;
  readonly flowId: string;
  readonly flowRevision: number;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly labels: readonly Label[];
  readonly state: State;
  readonly trigger?: ExecutionTrigger;
  /** The execution this one is a replay of. */
  readonly parentId?: string;
  /** Root of the replay chain; its own id for a first-hand execution. */
  readonly originalId: string;
  readonly metadata: ExecutionMetadata;
  /** Instant before which the execution stays CREATED. */
  readonly scheduleDate?: string;
  readonly kind?: 'NORMAL' | 'TEST' | 'PLAYGROUND' | 'LOOP';
  readonly breakpoints?: readonly Breakpoint[];
  readonly deleted: boolean;
  /**
   * The waiting task run of the parent execution, for a subflow: where its end is to be reported.
   * Never on the wire.
   */
  readonly waitingParent?: WaitingParent;
  /** What the engine has to remember about the execution, e.g. which SLA was violated. Never on the wire. */
  readonly memo?: Readonly<Record<string, unknown>>;
}

export interface WaitingParent {
  readonly executionId: string;
  readonly taskRunId: string;
  /** Zero-based number of the batch for ForEachItem. */
  readonly iteration?: number;
  /** Templates of the Subflow task's deprecated `outputs`, for a flow without outputs of its own (engine.md §10). */
  readonly outputs?: Readonly<Record<string, unknown>>;
}
