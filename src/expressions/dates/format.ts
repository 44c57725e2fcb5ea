import { dayOfWeek, ISO_WEEKS, weekOfYear } from './calendar.js';
import { formatPattern, yearText } from './format-pattern.js';
import { namesOf, zoneName } from './names.js';
import { localOfZoned, offsetText, pad, type ZonedDateTime } from './zone.js';

/** The date as the named format or java.time pattern says (expressions.md §9), in its own zone. */
export function formatDate(at: ZonedDateTime, format: string, locale: string | undefined): string {
  const named = NAMED.get(format);
  if (named !== undefined) {
    return named(at, locale);
  }
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
  return `${yearText(year, 4)}-${pad(month)}-${pad(day)}`;
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
      if (type !== 'timeZoneName' || style !== 'long') {
        return value;
      }
      return zoneName(timeZone, at.epochSeconds, 'short', tag);
    });
    return parts.join('').replaceAll('\u202f', ' ');
  };
}
