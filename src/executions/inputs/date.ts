import { formatDuration, parseDuration } from '../../model/duration.js';
import type { Input } from '../../model/input.js';
import { toDouble } from '../../model/numbers.js';
import type { Double } from '../../model/numbers.js';
import { mismatch } from './input-mismatch.js';
import { show } from './show.js';

const DATE = String.raw`(\d{4})-(\d{2})-(\d{2})`;
const TIME = String.raw`([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?`;
const LOCAL_DATE = new RegExp(`^${DATE}$`);
const LOCAL_TIME = new RegExp(`^${TIME}$`);
const INSTANT = new RegExp(`^${DATE}T${TIME}(Z|[+-]\\d{2}(?::\\d{2})?)$`, 'i');

/** An instant in UTC with as many fraction digits as needed, in groups of three. */
export function parseInstant(raw: unknown): string {
  const match = INSTANT.exec(String(raw));
  const [, year, month, day, hours, minutes, seconds, fraction, offset] = match ?? [];
  if (!match || seconds === undefined || !isDay(year, month, day)) {
    return notParsed(raw);
  }
  const utc =
    Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hours),
      Number(minutes),
      Number(seconds),
    ) - offsetMs(offset ?? 'Z');
  return `${new Date(utc).toISOString().slice(0, 19)}${groups(fraction)}Z`;
}

export function parseLocalDate(raw: unknown): string {
  const text = String(raw);
  const [, year, month, day] = LOCAL_DATE.exec(text) ?? [];
  return isDay(year, month, day) ? text : notParsed(raw);
}

/** Seconds that are nothing are left out: `01:00:00` becomes `01:00`. */
export function parseLocalTime(raw: unknown): string {
  const match = LOCAL_TIME.exec(String(raw));
  if (!match) {
    return notParsed(raw);
  }
  const [, hours, minutes, seconds = '00', fraction] = match;
  const rest = groups(fraction);
  return seconds === '00' && rest === ''
    ? `${hours}:${minutes}`
    : `${hours}:${minutes}:${seconds}${rest}`;
}

/** Seconds, as a double (subtle.md 31). */
export function parseSeconds(raw: unknown): number | Double {
  const milliseconds = parseDuration(typeof raw === 'object' ? Number(raw) : raw);
  return milliseconds === undefined ? notParsed(raw) : toDouble(milliseconds / 1000);
}

/** Both bounds belong to the range. */
export function checkPeriod(
  parse: (raw: unknown) => string,
): (value: unknown, input: Input) => void {
  return (value, input) => {
    const { after, before } = input;
    if (after !== undefined && instantKey(String(value)) < instantKey(parse(after))) {
      mismatch(`it must be after \`${parse(after)}\``);
    }
    if (before !== undefined && instantKey(String(value)) > instantKey(parse(before))) {
      mismatch(`it must be before \`${parse(before)}\``);
    }
  };
}

export function checkLength(value: unknown, input: Input): void {
  const given = Number(value) * 1000;
  const min = parseDuration(input['min']);
  const max = parseDuration(input['max']);
  if (min !== undefined && given < min) {
    mismatch(`It must be more than \`${formatDuration(min)}\``);
  }
  if (max !== undefined && given > max) {
    mismatch(`It must be less than \`${formatDuration(max)}\``);
  }
}

function notParsed(raw: unknown): never {
  return mismatch(`Text '${show(raw)}' could not be parsed`);
}

function isDay(year?: string, month?: string, day?: string): boolean {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function offsetMs(offset: string): number {
  if (offset.toUpperCase() === 'Z') {
    return 0;
  }
  const [hours, minutes = '0'] = offset.slice(1).split(':');
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return offset.startsWith('-') ? -ms : ms;
}

function groups(fraction = ''): string {
  const digits = fraction.replace(/0+$/, '');
  return digits === '' ? '' : `.${digits.padEnd(Math.ceil(digits.length / 3) * 3, '0')}`;
}

/** Texts of one kind (dates, times, instants) compare like their keys. */
function instantKey(text: string): string {
  return text.replace('Z', '');
}
