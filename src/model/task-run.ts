import type { State } from './state.js';

/** One try of a runnable task; the last one is the current one. */
export interface Attempt {
  readonly state: State;
  readonly logFile?: string;
}

/** engine.md §1.2. */
export interface TaskRun {
  readonly id: string;
  readonly executionId: string;
  readonly namespace: string;
  readonly flowId: string;
  readonly taskId: string;
  readonly parentTaskRunId?: string;
  /** The iterated value as text: JSON when the value is not a string. */
  readonly value?: string;
  /** Absent for flowable task runs. */
  readonly attempts?: readonly Attempt[];
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly state: State;
  readonly iteration?: number;
  readonly dynamic?: boolean;
  /** Runs although the execution is terminated or being killed (afterExecution). */
  readonly forceExecution?: boolean;
  /** What the engine has to remember about this task run, e.g. the frozen values of a ForEach. Never on the wire. */
  readonly memo?: Readonly<Record<string, unknown>>;
}
