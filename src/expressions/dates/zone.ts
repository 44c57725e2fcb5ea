import { Failure } from '../errors.js';
import { checkRange, localOf, localSeconds, type LocalDateTime } from './calendar.js';

/** A place on the time line, seen from a zone. */
export interface ZonedDateTime {
  readonly epochSeconds: number;
  readonly nano: number;
  readonly zone: Zone;
}

export interface Zone {
  /** Region id, `UTC`, or the offset like `+05:30`. */
  readonly id: string;
  /** Seconds east of Greenwich at an instant. */
  offsetAt(epochSeconds: number): number;
  readonly isOffset: boolean;
}

/** What a text says about a time; the zone is absent where it names neither offset nor region. */
export interface ParsedDate {
  readonly local: LocalDateTime;
  readonly zone: Zone | undefined;
  /** Seconds east of Greenwich where the text says them beside a region; they tell the instant. */
  readonly offset?: number;
}

const OFFSET = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/;
const zones = new Map<string, Zone>();

export function zoneOf(id: string): Zone {
  const known = zones.get(id);
  if (known !== undefined) {
    return known;
  }
  const zone = fixedZone(id) ?? regionZone(id);
  zones.set(id, zone);
  return zone;
}

export function offsetZone(seconds: number): Zone {
  return { id: offsetText(seconds), offsetAt: () => seconds, isOffset: true };
}

/** `+05:30`, `Z` for none, with seconds only where there are any. */
export function offsetText(seconds: number): string {
  if (seconds === 0) {
    return 'Z';
  }
  const size = Math.abs(seconds);
  const rest = size % 60 === 0 ? '' : `:${pad(size % 60)}`;
  return `${seconds < 0 ? '-' : '+'}${pad(Math.floor(size / 3_600))}:${pad(Math.floor(size / 60) % 60)}${rest}`;
}

export function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

/** Seconds of an offset such as `+02:00`, `-0530`, `Z`; undefined when it is none. */
export function parseOffset(text: string): number | undefined {
  if (text === 'Z' || text === 'z') {
    return 0;
  }
  const match = OFFSET.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, sign, hours, minutes = '0', seconds = '0'] = match;
  const size = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  return Number(hours) > 18 ? undefined : sign === '-' ? -size : size;
}

function fixedZone(id: string): Zone | undefined {
  if (id === 'UTC' || id === 'GMT' || id === 'UT') {
    return { id, offsetAt: () => 0, isOffset: false };
  }
  const offset = parseOffset(id);
  return offset === undefined ? undefined : offsetZone(offset);
}

function regionZone(id: string): Zone {
  let clock: Intl.DateTimeFormat;
  try {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone: id,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new Failure(`\`${id}\` is not a time zone`);
  }
  return { id, offsetAt: (epochSeconds) => regionOffset(clock, epochSeconds), isOffset: false };
}

function regionOffset(clock: Intl.DateTimeFormat, epochSeconds: number): number {
  checkRange(epochSeconds);
  const parts = new Map(
    clock.formatToParts(epochSeconds * 1_000).map(({ type, value }) => [type, value]),
  );
  const field = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const year =
    parts.get('era') === 'B' || parts.get('era') === 'BC' ? 1 - field('year') : field('year');
  const local = {
    year,
    month: field('month'),
    day: field('day'),
    hour: field('hour'),
    minute: field('minute'),
    second: field('second'),
    nano: 0,
  };
  return localSeconds(local) - epochSeconds;
}

export function localOfZoned(at: ZonedDateTime): LocalDateTime {
  return localOf(at.epochSeconds + at.zone.offsetAt(at.epochSeconds), at.nano);
}

/**
 * The instant of a wall clock time. In an overlap the earlier offset holds; a time that the clock skips moves
 * forward by the length of the gap.
 */
export function atZone(local: LocalDateTime, zone: Zone): ZonedDateTime {
  const seconds = localSeconds(local);
  const before = zone.offsetAt(seconds - 86_400);
  const after = zone.offsetAt(seconds + 86_400);
  const isValid = (offset: number): boolean => zone.offsetAt(seconds - offset) === offset;
  const offset = isValid(before) || !isValid(after) ? before : after;
  return { epochSeconds: seconds - offset, nano: local.nano, zone };
}
