import { IllegalArgumentError } from '../../../model/errors.js';

/** A date as it was written: its calendar fields, and the instant it means. */
export interface WrittenDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 0 = Sunday. */
  readonly weekday: number;
  readonly epochMs: number;
  /** Milliseconds since midnight of its own offset. */
  readonly timeOfDayMs: number;
  readonly offsetMs: number;
}

export const DAYS_OF_WEEK = [
  'SUNDAY',
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
] as const;

const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?(?:\[[^\]]*\])?)?$/;

/** ISO date-time with or without offset, or a date; without an offset it is in the server's zone. */
export function parseWrittenDate(text: string): WrittenDate {
  const match = DATE.exec(text.trim());
  if (match === null) {
    throw new IllegalArgumentError(`date: must be an ISO-8601 date, but received \`${text}\``);
  }
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const timeOfDayMs = ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  const asUtc = Date.UTC(year, month - 1, day) + timeOfDayMs;
  const offsetMs =
    match[8] === undefined
      ? serverOffsetMs(year, month, day, hours, minutes)
      : parseOffset(match[8]);
  return {
    year,
    month,
    day,
    weekday: new Date(asUtc).getUTCDay(),
    epochMs: asUtc - offsetMs,
    timeOfDayMs,
    offsetMs,
  };
}

/** `16:19:12+02:00`: milliseconds since midnight in UTC, possibly negative, which is how offset times compare. */
export function parseOffsetTime(text: string): number {
  const match = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)$/.exec(
    text.trim(),
  );
  if (match === null) {
    throw new IllegalArgumentError(
      `must be a time with offset such as 16:19:12+02:00, but received \`${text}\``,
    );
  }
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1, 4).map((part) => Number(part ?? 0));
  const milliseconds = Number((match[4] ?? '').padEnd(3, '0').slice(0, 3));
  return (
    ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds - parseOffset(match[5] ?? 'Z')
  );
}

function parseOffset(text: string): number {
  if (text === 'Z') {
    return 0;
  }
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.replace(':', '').slice(3) || 0);
  return (text.startsWith('-') ? -minutes : minutes) * 60_000;
}

function serverOffsetMs(
  year: number,
  month: number,
  day: number,
  hours: number,
  minutes: number,
): number {
  return -new Date(year, month - 1, day, hours, minutes).getTimezoneOffset() * 60_000;
}
