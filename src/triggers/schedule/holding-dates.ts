import { setImmediate as nextRound } from 'node:timers/promises';
import type { Dates } from '../../engine/schedule/index.js';

/** A date with its neighbours; instants. */
export interface DateAround {
  readonly date: number;
  readonly next: number | undefined;
  readonly previous: number | undefined;
}

export type DateTest = (around: DateAround) => Promise<boolean>;

const YEARS = 10 * 366 * 86_400_000;
/** So many candidates are tried; the search of a schedule with seconds would otherwise take minutes. */
const MOST_CANDIDATES = 100_000;
/** Tried without letting others run. */
const AT_A_TIME = 200;

export function around(dates: Dates, date: number): DateAround {
  return { date, next: dates.next(date), previous: dates.previous(date) };
}

/**
 * The first date after `after` for which the conditions hold, within ten years (triggers.md §3.1). When the search takes
 * too long, the date at which to go on: it is tested again when it comes.
 */
export async function nextHolding(
  dates: Dates,
  after: number,
  holds: DateTest,
): Promise<number | undefined> {
  return search(
    after,
    (date) => dates.next(date),
    (date) => around(dates, date),
    holds,
  );
}

/** The last date before `before` for which they hold. */
export async function previousHolding(
  dates: Dates,
  before: number,
  holds: DateTest,
): Promise<number | undefined> {
  return search(
    before,
    (date) => dates.previous(date),
    (date) => around(dates, date),
    holds,
  );
}

async function search(
  start: number,
  step: (date: number) => number | undefined,
  look: (date: number) => DateAround,
  holds: DateTest,
): Promise<number | undefined> {
  let date = step(start);
  for (let tried = 1; date !== undefined && Math.abs(date - start) < YEARS; tried++) {
    if (tried > MOST_CANDIDATES || (await holds(look(date)))) {
      return date;
    }
    if (tried % AT_A_TIME === 0) {
      await nextRound();
    }
    date = step(date);
  }
  return undefined;
}
