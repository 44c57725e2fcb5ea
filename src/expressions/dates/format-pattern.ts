import { dayOfWeek, dayOfYear, weekOf, weekOfYear, type LocalDateTime } from './calendar.js';
import { namesOf, zoneName, type Names, type NameWidth } from './names.js';
import { parsePattern } from './pattern.js';
import { localOfZoned, offsetText, pad, type ZonedDateTime } from './zone.js';

/** A date by a java.time pattern, in its own zone. Throws Failure for an invalid pattern. */
export function formatPattern(
  at: ZonedDateTime,
  pattern: string,
  locale: string | undefined,
): string {
  const local = localOfZoned(at);
  const names = namesOf(locale);
  return parsePattern(pattern)
    .map((part) =>
      part.kind === 'text' ? part.text : field(part.letter, part.count, local, at, names),
    )
    .join('');
}

function field(
  letter: string,
  count: number,
  local: LocalDateTime,
  at: ZonedDateTime,
  names: Names,
): string {
  return (
    dateField(letter, count, local, names) ??
    timeField(letter, count, local, names) ??
    zoneField(letter, count, at, names)
  );
}

function dateField(
  letter: string,
  count: number,
  local: LocalDateTime,
  names: Names,
): string | undefined {
  switch (letter) {
    case 'G':
      return names.era(local.year, count === 4 ? 'long' : count === 5 ? 'narrow' : 'short');
    case 'u':
      return year(local.year, count);
    case 'y':
      return year(local.year > 0 ? local.year : 1 - local.year, count);
    case 'Y':
      return year(weekOfYear(local, names.weeks).year, count);
    case 'M':
    case 'L':
      return count <= 2 ? pad(local.month, count) : names.month(local.month, width(count));
    case 'd':
      return pad(local.day, count);
    case 'D':
      return pad(dayOfYear(local), count);
    case 'Q':
    case 'q':
      return quarter(Math.ceil(local.month / 3), count);
    case 'E':
      return names.weekday(dayOfWeek(local), width(count));
    case 'e':
    case 'c':
      return count > 2
        ? names.weekday(dayOfWeek(local), width(count))
        : pad(((dayOfWeek(local) - names.weeks.firstDay + 7) % 7) + 1, count);
    case 'w':
      return pad(weekOfYear(local, names.weeks).week, count);
    case 'W':
      return pad(weekOf(local.day, dayOfWeek(local), names.weeks), count);
    default:
      return undefined;
  }
}

function width(count: number): NameWidth {
  return count === 4 ? 'long' : count === 5 ? 'narrow' : 'short';
}

function year(value: number, count: number): string {
  if (count === 2) {
    return pad(((value % 100) + 100) % 100);
  }
  return yearText(value, count);
}

/** A year that is longer than its place of at least four digits shows its sign. */
export function yearText(value: number, width: number): string {
  const digits = String(Math.abs(value));
  const sign = value < 0 ? '-' : width >= 4 && digits.length > width ? '+' : '';
  return sign + digits.padStart(width, '0');
}

const ORDINALS = ['', '1st', '2nd', '3rd', '4th'];

function quarter(value: number, count: number): string {
  if (count <= 2) {
    return pad(value, count);
  }
  return count === 3
    ? `Q${value}`
    : count === 4
      ? `${ORDINALS[value] ?? value} quarter`
      : String(value);
}

function timeField(
  letter: string,
  count: number,
  local: LocalDateTime,
  names: Names,
): string | undefined {
  const secondOfDay = local.hour * 3_600 + local.minute * 60 + local.second;
  switch (letter) {
    case 'a':
      return names.dayPeriod(local.hour);
    case 'h':
      return pad(local.hour % 12 === 0 ? 12 : local.hour % 12, count);
    case 'K':
      return pad(local.hour % 12, count);
    case 'H':
      return pad(local.hour, count);
    case 'k':
      return pad(local.hour === 0 ? 24 : local.hour, count);
    case 'm':
      return pad(local.minute, count);
    case 's':
      return pad(local.second, count);
    case 'S':
      return pad(local.nano, 9).padEnd(count, '0').slice(0, count);
    case 'n':
      return pad(local.nano, count);
    case 'A':
      return pad(secondOfDay * 1_000 + Math.floor(local.nano / 1e6), count);
    case 'N':
      return pad(secondOfDay * 1e9 + local.nano, count);
    default:
      return undefined;
  }
}

function zoneField(letter: string, count: number, at: ZonedDateTime, names: Names): string {
  const seconds = at.zone.offsetAt(at.epochSeconds);
  switch (letter) {
    case 'V':
      return at.zone.id;
    case 'z':
      if (at.zone.isOffset) {
        return at.zone.id;
      }
      return zoneName(at.zone.id, at.epochSeconds, count === 4 ? 'long' : 'short', names.tag);
    case 'O':
      return gmtOffset(seconds, count === 4);
    case 'X':
      return seconds === 0 ? 'Z' : numericOffset(seconds, count);
    case 'x':
      return numericOffset(seconds, count);
    default:
      if (count === 4) {
        return gmtOffset(seconds, true);
      }
      return count === 5 ? offsetText(seconds) : numericOffset(seconds, 2);
  }
}

/** 1: `+02` or `+0530`, 2 and 4: `+0200`, 3 and 5: `+02:00`. */
function numericOffset(seconds: number, count: number): string {
  const size = Math.abs(seconds);
  const [hours, minutes] = [pad(Math.floor(size / 3_600)), pad(Math.floor(size / 60) % 60)];
  const sign = seconds < 0 ? '-' : '+';
  if (count === 1) {
    return sign + hours + (minutes === '00' ? '' : minutes);
  }
  return `${sign}${hours}${count % 2 === 1 ? ':' : ''}${minutes}`;
}

function gmtOffset(seconds: number, full: boolean): string {
  if (seconds === 0) {
    return 'GMT';
  }
  const text = numericOffset(seconds, 3);
  return `GMT${full ? text : text.replace(/^([+-])0/, '$1').replace(':00', '')}`;
}
