import { parseDuration } from '../../model/duration.js';
import { instantOf, localOf, type Zone } from '../../engine/schedule/index.js';

/** Time in which several executions have to come (triggers.md §5.3). Instants in milliseconds. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

export type WindowRule = (now: number, zone: Zone) => Window;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A declared `timeWindow`; without one a day. */
export function windowRule(declared: Readonly<Record<string, unknown>> = {}): WindowRule {
  const window = parseDuration(declared['window']) ?? DAY;
  switch (declared['type']) {
    case 'SLIDING_WINDOW':
      return (now) => ({ start: now - 1, end: now + window });
    case 'DAILY_TIME_DEADLINE':
      return betweenTimes(0, timeOf(declared['deadline'], DAY));
    case 'DAILY_TIME_WINDOW':
      return betweenTimes(timeOf(declared['startTime'], 0), timeOf(declared['endTime'], DAY));
    default:
      return aligned(window, parseDuration(declared['windowAdvance']) ?? 0);
  }
}

/** Events at its very ends are outside. */
export function isOpen({ start, end }: Window, now: number): boolean {
  return start < now && now < end;
}

/**
 * A window of a day or more begins at midnight, one of hours at a multiple of its length since midnight, a shorter one
 * at a multiple within its hour.
 */
function aligned(length: number, advance: number): WindowRule {
  return (now, zone) => {
    const local = localOf(zone, now);
    const block = length >= DAY ? DAY : length >= HOUR ? DAY : HOUR;
    const begin = Math.floor(local / block) * block;
    const start = length >= DAY ? begin : begin + Math.floor((local - begin) / length) * length;
    const from = instantOf(zone, start) + advance;
    return { start: from, end: from + length - 1 };
  };
}

function betweenTimes(from: number, to: number): WindowRule {
  return (now, zone) => {
    const midnight = Math.floor(localOf(zone, now) / DAY) * DAY;
    return { start: instantOf(zone, midnight + from), end: instantOf(zone, midnight + to) };
  };
}

/** `09:30`, `09:30:00`, with or without an offset, as milliseconds since midnight. */
function timeOf(value: unknown, otherwise: number): number {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?/.exec(String(value ?? ''));
  if (match === null) {
    return otherwise;
  }
  const [, hours, minutes, seconds = '0'] = match;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
