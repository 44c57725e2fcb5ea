import {
  dayOfWeek,
  dayOfYear,
  ISO_WEEKS,
  weekOf,
  weekOfYear,
  type LocalDateTime,
} from './calendar.js';
import { namesOf, zoneName, type Names, type NameWidth } from './names.js';
import { parsePattern } from './pattern.js';
import { localOfZoned, offsetText, pad, type ZonedDateTime } from './zone.js';

/** The date as the named format or java.time pattern says (expressions.md §9), in its own zone. */
export function formatDate(at: ZonedDateTime, format: string, locale: string | undefined): string {
  const named = NAMED.get(format);
  if (named !== undefined) return named(at, locale);
  return formatPattern(at, PATTERNS.get(format) ?? format, locale);
}

/** Named formats that are patterns; they can be read as well. */
export const PATTERNS: ReadonlyMap<string, string> = new Map([
  ['iso', "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX"],
  ['iso_sec', "yyyy-MM-dd'T'HH:mm:ssXXX"],
  ['iso_milli', "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"],
  ['sql', 'yyyy-MM-dd HH:mm:ss.SSSSSS'],
  ['sql_seq', 'yyyy-MM-dd HH:mm:ss'],
  ['sql_sec', 'yyyy-MM-dd HH:mm:ss'],
  ['sql_milli', 'yyyy-MM-dd HH:mm:ss.SSS'],
]);

type Formatter = (at: ZonedDateTime, locale: string | undefined) => string;

const NAMED: ReadonlyMap<string, Formatter> = new Map<string, Formatter>([
  ['iso_date_time', isoZoned],
  ['iso_zoned_date_time', isoZoned],
  ['iso_offset_date_time', (at) => `${isoDate(at)}T${isoTime(at)}${offset(at)}`],
  ['iso_local_date_time', (at) => `${isoDate(at)}T${isoTime(at)}`],
  ['iso_date', (at) => isoDate(at) + offset(at)],
  ['iso_offset_date', (at) => isoDate(at) + offset(at)],
  ['iso_local_date', isoDate],
  ['basic_iso_date', (at) => formatPattern(at, 'yyyyMMddxx', undefined).replace(/\+0000$/, 'Z')],
  ['iso_time', (at) => isoTime(at) + offset(at)],
  ['iso_offset_time', (at) => isoTime(at) + offset(at)],
  ['iso_local_time', isoTime],
  ['iso_instant', isoInstant],
  ['iso_ordinal_date', (at) => formatPattern(at, 'yyyy-DDD', undefined) + offset(at)],
  ['iso_week_date', isoWeekDate],
  ['rfc_1123_date_time', rfc1123],
  ['full', localized('full')],
  ['long', localized('long')],
  ['medium', localized('medium')],
  ['short', localized('short')],
]);

function offset(at: ZonedDateTime): string {
  return offsetText(at.zone.offsetAt(at.epochSeconds));
}

function isoDate(at: ZonedDateTime): string {
  const { year, month, day } = localOfZoned(at);
  return `${year < 0 ? '-' : ''}${pad(Math.abs(year), 4)}-${pad(month)}-${pad(day)}`;
}

function isoTime(at: ZonedDateTime): string {
  const { hour, minute, second, nano } = localOfZoned(at);
  const fraction = nano === 0 ? '' : `.${pad(nano, 9).replace(/0+$/, '')}`;
  return `${pad(hour)}:${pad(minute)}:${pad(second)}${fraction}`;
}

function isoZoned(at: ZonedDateTime): string {
  return `${isoDate(at)}T${isoTime(at)}${offset(at)}${at.zone.isOffset ? '' : `[${at.zone.id}]`}`;
}

/** 0, 3, 6 or 9 digits of fraction. */
function isoInstant(at: ZonedDateTime): string {
  const utc = { ...at, zone: { ...at.zone, offsetAt: () => 0 } };
  const digits = pad(at.nano, 9).replace(/(?:000)+$/, '');
  const whole = isoTime({ ...utc, nano: 0 });
  return `${isoDate(utc)}T${whole}${at.nano === 0 ? '' : `.${digits}`}Z`;
}

function isoWeekDate(at: ZonedDateTime): string {
  const local = localOfZoned(at);
  const { week, year } = weekOfYear(local, ISO_WEEKS);
  return `${pad(year, 4)}-W${pad(week)}-${dayOfWeek(local)}${offset(at)}`;
}

function rfc1123(at: ZonedDateTime): string {
  const zone = offset(at) === 'Z' ? 'GMT' : formatPattern(at, 'xx', undefined);
  return `${formatPattern(at, 'EEE, d MMM yyyy HH:mm:ss', 'en_US')} ${zone}`;
}

function localized(style: 'full' | 'long' | 'medium' | 'short'): Formatter {
  return (at, locale) => {
    const { tag } = namesOf(locale);
    const timeZone = at.zone.id === 'Z' ? 'UTC' : at.zone.id;
    const format = new Intl.DateTimeFormat(tag, { dateStyle: style, timeStyle: style, timeZone });
    const parts = format.formatToParts(at.epochSeconds * 1_000).map(({ type, value }) => {
      if (type !== 'timeZoneName' || style !== 'long') return value;
      return zoneName(timeZone, at.epochSeconds, 'short', tag);
    });
    return parts.join('').replaceAll('\u202f', ' ');
  };
}

function formatPattern(at: ZonedDateTime, pattern: string, locale: string | undefined): string {
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
  if (count === 2) return pad(((value % 100) + 100) % 100);
  return `${value < 0 ? '-' : ''}${pad(Math.abs(value), count)}`;
}

const ORDINALS = ['', '1st', '2nd', '3rd', '4th'];

function quarter(value: number, count: number): string {
  if (count <= 2) return pad(value, count);
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
      if (at.zone.isOffset) return at.zone.id;
      return zoneName(at.zone.id, at.epochSeconds, count === 4 ? 'long' : 'short', names.tag);
    case 'O':
      return gmtOffset(seconds, count === 4);
    case 'X':
      return seconds === 0 ? 'Z' : numericOffset(seconds, count);
    case 'x':
      return numericOffset(seconds, count);
    default:
      if (count === 4) return gmtOffset(seconds, true);
      return count === 5 ? offsetText(seconds) : numericOffset(seconds, 2);
  }
}

/** 1: `+02` or `+0530`, 2 and 4: `+0200`, 3 and 5: `+02:00`. */
function numericOffset(seconds: number, count: number): string {
  const size = Math.abs(seconds);
  const [hours, minutes] = [pad(Math.floor(size / 3_600)), pad(Math.floor(size / 60) % 60)];
  const sign = seconds < 0 ? '-' : '+';
  if (count === 1) return sign + hours + (minutes === '00' ? '' : minutes);
  return `${sign}${hours}${count % 2 === 1 ? ':' : ''}${minutes}`;
}

function gmtOffset(seconds: number, full: boolean): string {
  if (seconds === 0) return 'GMT';
  const text = numericOffset(seconds, 3);
  return `GMT${full ? text : text.replace(/^([+-])0/, '$1').replace(':00', '')}`;
}
