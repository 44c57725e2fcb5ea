import type { RecoverMode } from '../../model/trigger.js';

/** Where a schedule's dates come from; conditions may thin them out. Instants in milliseconds. */
export interface Dates {
  next(after: number): number | undefined;
  previous(before: number): number | undefined;
}

/**
 * The next date of a trigger whose date `due` passed while nobody looked (triggers.md §3.4): ALL makes up for every
 * missed date, LAST for the last one, NONE for none.
 */
export function recoverMissed(
  mode: RecoverMode,
  due: number,
  now: number,
  dates: Dates,
): number | undefined {
  if (due > now) {
    return due;
  }
  switch (mode) {
    case 'ALL':
      return due;
    case 'LAST':
      return Math.max(due, dates.previous(now + 1) ?? due);
    case 'NONE':
      return dates.next(now);
  }
}

/** `due`, or, when it is later than `maximumDelay` by now, the first date that is not. */
export function firstPunctual(
  due: number,
  now: number,
  maximumDelay: number | undefined,
  dates: Pick<Dates, 'next'>,
): number | undefined {
  const oldest = maximumDelay === undefined ? -Infinity : now - maximumDelay;
  return due >= oldest ? due : dates.next(oldest - 1);
}
