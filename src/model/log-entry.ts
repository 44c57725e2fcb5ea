import type { LogLevel } from './task.js';

/** A line of product data (engine.md §23.3), not of the server's own log. */
export interface LogEntry {
  readonly namespace: string;
  readonly flowId: string;
  readonly taskId?: string;
  readonly executionId?: string;
  readonly taskRunId?: string;
  readonly attemptNumber?: number;
  readonly triggerId?: string;
  readonly timestamp: string;
  readonly level: LogLevel;
  readonly thread?: string;
  readonly message: string;
}

export const METRIC_TYPES = ['counter', 'timer', 'gauge'] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

/** engine.md §23.4. Timer values are milliseconds. */
export interface MetricEntry {
  readonly namespace: string;
  readonly flowId: string;
  readonly taskId: string;
  readonly executionId: string;
  readonly taskRunId: string;
  readonly type: MetricType;
  readonly name: string;
  readonly value: number;
  readonly timestamp: string;
  readonly tags?: Readonly<Record<string, string>>;
}
