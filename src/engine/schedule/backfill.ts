import { IllegalStateError } from '../../model/errors.js';
import type { Label } from '../../model/label.js';
import type { Backfill, TriggerState } from '../../model/trigger.js';

/** What of a trigger's state a backfill decides. */
export type Progress = Pick<TriggerState, 'backfill' | 'nextDate'>;

export interface BackfillRequest {
  /** Instants. */
  readonly start: string;
  readonly end: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly labels?: readonly Label[];
}

/**
 * A backfill begins (triggers.md §3.6): `first` is the first date that is not before its start. Throws IllegalStateError
 * while there is one already.
 */
export function startBackfill(
  state: Progress,
  request: BackfillRequest,
  first: string | undefined,
): Progress {
  if (state.backfill !== undefined) {
    throw new IllegalStateError(
      'Trigger has already a backfill: wait for its end or delete it first',
    );
  }
  if (first === undefined || first > request.end) {
    return state;
  }
  const remembered =
    state.nextDate === undefined ? {} : { previousNextExecutionDate: state.nextDate };
  const backfill: Backfill = { ...request, currentDate: first, paused: false, ...remembered };
  return { backfill, nextDate: first };
}

/** After a date was evaluated; `next` is the date after it. Past the end the regular schedule goes on. */
export function advanceBackfill(backfill: Backfill, next: string | undefined): Progress {
  return next === undefined || next > backfill.end
    ? endBackfill(backfill)
    : { backfill: { ...backfill, currentDate: next }, nextDate: next };
}

/** Nothing is evaluated until it goes on. */
export function pauseBackfill(backfill: Backfill): Progress {
  return { ...endBackfill(backfill), backfill: { ...backfill, paused: true } };
}

export function resumeBackfill(backfill: Backfill): Progress {
  return { backfill: { ...backfill, paused: false }, nextDate: backfill.currentDate };
}

export function endBackfill({ previousNextExecutionDate: nextDate }: Backfill): Progress {
  return nextDate === undefined ? {} : { nextDate };
}
