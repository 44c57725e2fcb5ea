/** Properties that every task has (engine.md §5); everything else belongs to its type. */
export interface Task {
  readonly id: string;
  /** Canonical type name: aliases are resolved when the flow is parsed. */
  readonly type: string;
  /** The name in the flow where that is an alias: what expressions see as `task.type`. */
  readonly declaredType?: string;
  readonly description?: string;
  readonly retry?: Retry;
  /** ISO-8601 duration or an expression giving one. */
  readonly timeout?: string;
  readonly disabled?: boolean;
  readonly runIf?: string;
  readonly allowFailure?: boolean;
  readonly allowWarning?: boolean;
  readonly logLevel?: LogLevel;
  readonly logToFile?: boolean;
  readonly workerGroup?: WorkerGroup;
  readonly [property: string]: unknown;
}

export interface WorkerGroup {
  readonly key: string;
  readonly fallback?: 'WAIT' | 'FAIL' | 'CANCEL';
}

export const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** engine.md §13. Durations are ISO-8601 text. */
export interface Retry {
  readonly type: 'constant' | 'exponential' | 'random';
  readonly interval?: string;
  readonly maxInterval?: string;
  readonly minInterval?: string;
  readonly delayFactor?: number;
  readonly maxAttempts?: number;
  readonly maxDuration?: string;
  readonly warningOnRetry?: boolean;
  readonly behavior?: 'RETRY_FAILED_TASK' | 'CREATE_NEW_EXECUTION';
}
