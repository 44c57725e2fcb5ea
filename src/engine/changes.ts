import type { Breakpoint, Execution, ExecutionMetadata } from '../model/execution.js';
import type { Label } from '../model/label.js';
import type { StateType } from '../model/state.js';
import type { Attempt, TaskRun } from '../model/task-run.js';

/**
 * Small typed differences of one execution, the only way to a next state. A change names only what it changes: the
 * shell writes the rows of exactly the task runs that changes name.
 */
export type Change =
  | { readonly kind: 'ExecutionStateChanged'; readonly state: StateType; readonly at: string }
  | { readonly kind: 'ExecutionOutputsSet'; readonly outputs: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'ExecutionVariablesSet';
      readonly variables: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'LabelsSet'; readonly labels: readonly Label[] }
  | { readonly kind: 'BreakpointsSet'; readonly breakpoints: readonly Breakpoint[] }
  | { readonly kind: 'MetadataChanged'; readonly metadata: ExecutionMetadata }
  /** Merged into what the core remembers about the execution; null drops a key. */
  | { readonly kind: 'ExecutionMemoSet'; readonly memo: NonNullable<Execution['memo']> }
  /** The last one in the order of creation. */
  | { readonly kind: 'TaskRunCreated'; readonly taskRun: TaskRun }
  | { readonly kind: 'TaskRunRemoved'; readonly taskRunId: string }
  | {
      readonly kind: 'TaskRunStateChanged';
      readonly taskRunId: string;
      readonly state: StateType;
      readonly at: string;
      /** True starts the history anew, with CREATED at the same instant (LoopUntil's next pass). */
      readonly resetHistory?: boolean;
    }
  | { readonly kind: 'IterationSet'; readonly taskRunId: string; readonly iteration?: number }
  /** A new attempt; its state says that it runs, or how it ended when both are reported at once. */
  | { readonly kind: 'AttemptAdded'; readonly taskRunId: string; readonly attempt: Attempt }
  | {
      readonly kind: 'AttemptStateChanged';
      readonly taskRunId: string;
      readonly state: StateType;
      readonly at: string;
      readonly logFile?: string;
    }
  | {
      readonly kind: 'OutputsSet';
      readonly taskRunId: string;
      readonly outputs: Readonly<Record<string, unknown>>;
    }
  /** Merged into what the core remembers about the task run; null drops a key. */
  | {
      readonly kind: 'MemoSet';
      readonly taskRunId: string;
      readonly memo: Readonly<Record<string, unknown>>;
    };
