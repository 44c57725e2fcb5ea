import { IllegalArgumentError } from '../../model/errors.js';

/** How far the wall clock of a place is ahead of UTC. */
export interface Zone {
  /** Milliseconds, at an instant in milliseconds since the epoch. */
  offsetAt(instant: number): number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const FIXED = /^(?:UTC|GMT|UT)?(?:([+-])(\d{1,2})(?::?(\d{2}))?)?$|^Z$/;

const zones = new Map<string, Zone>();

/** A region (`Europe/Paris`), `UTC`, `Z` or an offset (`+02:00`, `GMT+2`). Throws IllegalArgumentError. */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = fixedZone(name) ?? regionZone(name);
    zones.set(name, zone);
  }
  return zone;
}

/** What the wall clock shows, as the milliseconds that UTC would have with the same figures. */
export function localOf(zone: Zone, instant: number): number {
  return instant + zone.offsetAt(instant);
}

/**
 * The instant of a wall-clock time: a repeated one means its first occurrence, a skipped one the first instant after the
 * gap (triggers.md §3, `timezone`). Grows with the local time.
 */
export function instantOf(zone: Zone, local: number): number {
  const before = zone.offsetAt(local - DAY);
  const after = zone.offsetAt(local + DAY);
  const early = local - before;
  if (before === after || zone.offsetAt(early) === before) {
    return early;
  }
  const late = local - after;
  return zone.offsetAt(late) === after ? late : endOfGap(zone, late, early);
}

/** ISO-8601 with the offset of the zone, to the second unless there are milliseconds: `2024-12-03T10:15:30+01:00`. */
export function zonedText(zone: Zone, instant: number): string {
  const offset = zone.offsetAt(instant);
  const text = new Date(instant + offset)
    .toISOString()
    .slice(0, -1)
    .replace(/\.000$/, '');
  const minutes = Math.abs(offset) / MINUTE;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return offset === 0
    ? `${text}Z`
    : `${text}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** The clock is put forward somewhere in (`low`, `high`]. */
function endOfGap(zone: Zone, low: number, high: number): number {
  const offsetBefore = zone.offsetAt(low);
  let [from, to] = [low, high];
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (zone.offsetAt(middle) === offsetBefore) {
      from = middle;
    } else {
      to = middle;
    }
  }
  return to;
}

function fixedZone(name: string): Zone | undefined {
  const match = FIXED.exec(name);
  if (match === null || name === '') {
    return undefined;
  }
  const [, sign, hours = '0', minutes = '0'] = match;
  const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE * (sign === '-' ? -1 : 1);
  return { offsetAt: () => offset };
}

/** Clocks change at quarters of an hour, so what holds at one instant holds for its quarter. */
const QUARTER = 15 * MINUTE;
const MOST_QUARTERS = 2_000;

function regionZone(name: string): Zone {
  const format = formatFor(name);
  const known = new Map<number, number>();
  return {
    offsetAt(instant) {
      const quarter = Math.floor(instant / QUARTER);
      let offset = known.get(quarter);
      if (offset === undefined) {
        if (known.size >= MOST_QUARTERS) {
          known.clear();
        }
        offset = readOffset(format, quarter * QUARTER);
        known.set(quarter, offset);
      }
      return offset;
    },
  };
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    throw new IllegalArgumentError(`'${timeZone}' is not a valid time-zone ID`, { cause: error });
  }
}

/** Month, day, year, hour, minute, second of the wall clock. */
function readOffset(format: Intl.DateTimeFormat, instant: number): number {
  const figures = format.format(instant).match(/\d+/g) ?? [];
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = figures.map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
}
