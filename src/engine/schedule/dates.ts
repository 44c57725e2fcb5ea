import type { Cron } from './cron.js';
import { instantOf, localOf, type Zone } from './zone.js';

/** The dates of a Schedule trigger, all of them whole seconds; instants are milliseconds since the epoch. */
export interface Schedule {
  readonly cron: Cron;
  readonly zone: Zone;
}

const SECOND = 1_000;
const DAY = 86_400_000;
/** An expression that has no date in so many days (30 February) has none. */
const MOST_DAYS = 3_653;

type Direction = 1 | -1;

/** The first date after `instant`; undefined when there is none within ten years. */
export function nextDate(schedule: Schedule, instant: number): number | undefined {
  let local = floor(localOf(schedule.zone, instant));
  for (;;) {
    const found = nearest(schedule.cron, local + SECOND, 1);
    if (found === undefined) {
      return undefined;
    }
    const date = instantOf(schedule.zone, found);
    // Not so while the clock repeats an hour: its local times have had their turn.
    if (date > instant) {
      return date;
    }
    local = found;
  }
}

/** The last date before `instant`. */
export function previousDate(schedule: Schedule, instant: number): number | undefined {
  const { zone, cron } = schedule;
  const shown = localOf(zone, instant);
  // In an hour that comes again, times up to its end came before.
  let local = floor(shown + Math.max(0, instant - instantOf(zone, shown)));
  for (;;) {
    const found = nearest(cron, local, -1);
    if (found === undefined) {
      return undefined;
    }
    const date = instantOf(zone, found);
    if (date < instant) {
      return date;
    }
    local = found - SECOND;
  }
}

function floor(local: number): number {
  return Math.floor(local / SECOND) * SECOND;
}

/** The wall-clock time nearest to `from`, itself included, that the expression allows. */
function nearest(cron: Cron, from: number, direction: Direction): number | undefined {
  let day = Math.floor(from / DAY) * DAY;
  let time = (from - day) / SECOND;
  const last = day + direction * MOST_DAYS * DAY;
  while ((last - day) * direction > 0) {
    const date = new Date(day);
    const inMonth = cron.months.includes(date.getUTCMonth() + 1);
    const found = inMonth && allowsDay(cron, date) ? nearestTime(cron, time, direction) : undefined;
    if (found !== undefined) {
      return day + found * SECOND;
    }
    day = inMonth ? day + direction * DAY : edgeOfNextMonth(date, direction);
    time = direction > 0 ? 0 : DAY / SECOND - 1;
  }
  return undefined;
}

/** First day of the month after, or last day of the month before. */
function edgeOfNextMonth(date: Date, direction: Direction): number {
  const month = date.getUTCMonth();
  return Date.UTC(date.getUTCFullYear(), direction > 0 ? month + 1 : month, direction > 0 ? 1 : 0);
}

function allowsDay(cron: Cron, date: Date): boolean {
  const ofMonth = cron.daysOfMonth.includes(date.getUTCDate());
  const ofWeek = cron.daysOfWeek.includes(date.getUTCDay());
  return cron.eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
}

/** Second of the day. */
function nearestTime(cron: Cron, time: number, direction: Direction): number | undefined {
  const isPast = (value: number, limit: number): boolean => (value - limit) * direction < 0;
  const minuteOfDay = Math.floor(time / 60);
  const hourOfDay = Math.floor(minuteOfDay / 60);
  for (const hour of ordered(cron.hours, direction)) {
    if (isPast(hour, hourOfDay)) {
      continue;
    }
    for (const minute of ordered(cron.minutes, direction)) {
      if (isPast(hour * 60 + minute, minuteOfDay)) {
        continue;
      }
      const second = ordered(cron.seconds, direction).find(
        (candidate) => !isPast((hour * 60 + minute) * 60 + candidate, time),
      );
      if (second !== undefined) {
        return (hour * 60 + minute) * 60 + second;
      }
    }
  }
  return undefined;
}

function ordered(values: readonly number[], direction: Direction): readonly number[] {
  return direction > 0 ? values : values.toReversed();
}
