import type { Label } from './label.js';
import type { StateType } from './state.js';

/** Which trigger of which flow. */
export interface TriggerRef {
  readonly namespace: string;
  readonly flowId: string;
  readonly triggerId: string;
}

/** What becomes of the dates that passed while no scheduler ran (triggers.md §3.4). */
export const RECOVER_MODES = ['ALL', 'LAST', 'NONE'] as const;
export type RecoverMode = (typeof RECOVER_MODES)[number];

/** A schedule evaluates to dates; a polling trigger is asked every now and then by a worker. */
export const TRIGGER_KINDS = ['SCHEDULE', 'POLLING'] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

/** Dates of the past that are made up for (triggers.md §3.6). Dates are ISO-8601 instants. */
export interface Backfill {
  readonly start: string;
  readonly end: string;
  /** The date that is next. */
  readonly currentDate: string;
  readonly paused: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly labels?: readonly Label[];
  /** Where the regular schedule goes on afterwards. */
  readonly previousNextExecutionDate?: string;
}

/** What is stored of a trigger (triggers.md §2). Dates are ISO-8601 instants. */
export interface TriggerState extends TriggerRef {
  readonly kind: TriggerKind;
  readonly flowRevision: number;
  /** Switched off through the API; what the flow says is not here. */
  readonly disabled: boolean;
  /** Last evaluated. */
  readonly date?: string;
  readonly nextDate?: string;
  /** Locked until this execution ends. */
  readonly executionId?: string;
  /** A worker evaluates it since then. */
  readonly evaluatingSince?: string;
  readonly workerId?: string;
  readonly backfill?: Backfill;
  readonly stopAfter?: readonly StateType[];
  readonly updatedAt: string;
}
