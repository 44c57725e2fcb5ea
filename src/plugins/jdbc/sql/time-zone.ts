import { IllegalArgumentError } from '../../../model/errors.js';

const HOUR_MS = 3_600_000;
/** Before the year 1000 there are no zones, and `Date.UTC` reads short years as of this century. */
const FIRST_ZONED_MS = Date.UTC(1000, 0, 1);
const FIXED = /^(?:UTC|GMT)?([+-])(\d\d?)(?::?(\d\d))?$/;

/** Offsets of a time zone, remembered by the hour since asking costs microseconds. */
export class TimeZone {
  private readonly offsets = new Map<number, number>();
  private readonly format: Intl.DateTimeFormat | undefined;
  private readonly fixed: number | undefined;

  /** `Europe/Paris`, `UTC`, `+02:00`; by default the server's. */
  constructor(readonly id: string = Intl.DateTimeFormat().resolvedOptions().timeZone) {
    this.fixed = fixedOffset(id);
    if (this.fixed === undefined) {
      this.format = formatOf(id);
    }
  }

  /** Minutes east of Greenwich at an instant, in milliseconds since 1970. */
  offsetAt(instantMs: number): number {
    if (this.format === undefined) {
      return this.fixed ?? 0;
    }
    const hour = Math.floor(instantMs / HOUR_MS);
    let offset = this.offsets.get(hour);
    if (offset === undefined) {
      offset = offsetOf(this.format, hour * HOUR_MS);
      this.offsets.set(hour, offset);
    }
    return offset;
  }

  /** The same for a wall clock, given as if it stood at Greenwich. */
  offsetOfLocal(localMs: number): number {
    const guess = this.offsetAt(localMs - this.offsetAt(localMs) * 60_000);
    return this.offsetAt(localMs - guess * 60_000);
  }
}

/** `Z`, `+02:00`. */
export function offsetText(minutes: number): string {
  if (minutes === 0) {
    return 'Z';
  }
  const size = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function fixedOffset(id: string): number | undefined {
  if (/^(?:UTC|GMT|Z|Etc\/UTC)$/.test(id)) {
    return 0;
  }
  const [, sign, hours, minutes] = FIXED.exec(id) ?? [];
  return sign === undefined
    ? undefined
    : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0));
}

function formatOf(id: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: id,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    throw new IllegalArgumentError(
      `timeZoneId: "${id}" is no time zone; use a name such as Europe/Paris`,
      { cause: error },
    );
  }
}

function offsetOf(format: Intl.DateTimeFormat, instantMs: number): number {
  const parts = Object.fromEntries(
    format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  return instantMs < FIRST_ZONED_MS ? 0 : Math.round((local - instantMs) / 60_000);
}
