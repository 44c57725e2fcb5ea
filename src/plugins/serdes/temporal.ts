import { parseWithPattern } from '../../expressions/dates/parse-pattern.js';
import {
  atZone,
  offsetText,
  pad,
  parseOffset,
  type Zone,
  zoneOf,
  type ZonedDateTime,
  localOfZoned,
  offsetZone,
} from '../../expressions/dates/zone.js';
import { checked } from '../../expressions/dates/calendar.js';
import { formatPattern } from '../../expressions/dates/format-pattern.js';
import { IonValue } from '../../platform/ion/index.js';

/** A date, a time of day, or both; `zone` is absent where the text names none. */
export interface Temporal {
  readonly kind: 'date' | 'time' | 'dateTime';
  readonly zone: Zone | undefined;
  /** The wall clock read in `zone`, or in UTC. */
  readonly at: ZonedDateTime;
}

export interface TemporalFormats {
  readonly dateFormat: string;
  readonly timeFormat: string;
  readonly dateTimeFormat: string;
  /** Where points in time are shown; absent: where they were written. */
  readonly timeZoneId: string | undefined;
}

const UTC = zoneOf('UTC');
const ISO =
  /^(?:(\d{4})-(\d\d)-(\d\d))?(?:[T ]?(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d(?::?\d\d)?)?(?:\[([^\]]+)\])?$/;
const TYPED =
  /^'?(?:LocalDate|LocalTime|LocalDateTime|OffsetTime|OffsetDateTime|ZonedDateTime|Instant)'?\s*::/;
const TIMESTAMP = /^\d{4}(?:-\d\d)?(?:-\d\d)?T|^\d{4}-\d\d-\d\d$/;

/** What an Ion value says about time; undefined for all others. A text is no date, whatever it looks like. */
export function temporalOf(value: unknown): Temporal | undefined {
  return value instanceof IonValue && (TYPED.test(value.text) || TIMESTAMP.test(value.text))
    ? parseTemporal(String(value.plain))
    : undefined;
}

/** An ISO-8601 date, time or both; undefined when the text is none. */
export function parseTemporal(text: string): Temporal | undefined {
  const match = ISO.exec(wholeTimestamp(text));
  if (match === null || (match[1] === undefined && match[4] === undefined)) {
    return undefined;
  }
  const [, year, month, day, hour, minute, second, fraction, offset, region] = match;
  const local = checked({
    year: Number(year ?? 1970),
    month: Number(month ?? 1),
    day: Number(day ?? 1),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    nano: Number((fraction ?? '').padEnd(9, '0')),
  });
  if (local === undefined) {
    return undefined;
  }
  const kind = year === undefined ? 'time' : hour === undefined ? 'date' : 'dateTime';
  const zone = offset === undefined ? undefined : offsetZone(parseOffset(offset) ?? 0);
  const shown = region === undefined ? zone : zoneOf(region);
  return { kind, zone: shown, at: { ...atZone(local, zone ?? shown ?? UTC), zone: shown ?? UTC } };
}

/** A text in a java.time pattern; a text that does not fit may still be ISO. */
export function parseTemporalWith(
  text: string,
  kind: Temporal['kind'],
  pattern: string,
): Temporal | undefined {
  const [prefix, patternPrefix] = kind === 'time' ? ['1970-01-01 ', 'yyyy-MM-dd '] : ['', ''];
  for (const plain of variantsOf(pattern)) {
    const found = parseWithPattern(prefix + text, patternPrefix + plain, undefined);
    if (found !== undefined) {
      const at = atZone(found.local, found.zone ?? UTC);
      return { kind, zone: found.zone, at };
    }
  }
  return undefined;
}

/** Ion timestamps may stop at the year, the month or the day: `2024T`, `2024-01T`, `2024-01-31T`. */
function wholeTimestamp(text: string): string {
  const match = /^(\d{4})(-\d\d)?(-\d\d)?T$/.exec(text);
  return match === null ? text : `${match[1]}${match[2] ?? '-01'}${match[3] ?? '-01'}`;
}

/** As a java.time pattern per kind; optional sections about the zone vanish where there is none. */
export function formatTemporal(temporal: Temporal, formats: TemporalFormats): string {
  const { kind, zone } = temporal;
  const pattern =
    kind === 'date'
      ? formats.dateFormat
      : kind === 'time'
        ? formats.timeFormat
        : formats.dateTimeFormat;
  const at =
    kind === 'dateTime' && zone !== undefined && formats.timeZoneId !== undefined
      ? { ...temporal.at, zone: zoneOf(formats.timeZoneId) }
      : temporal.at;
  return formatPattern(at, zone === undefined ? withoutZone(pattern) : pattern, undefined);
}

function withoutZone(pattern: string): string {
  return pattern.replace(/\[[^\]]*[VzOXxZ][^\]]*\]/g, '');
}

/** A pattern with every optional section, then without the zone, then without any. */
function variantsOf(pattern: string): string[] {
  return [...new Set([pattern, withoutZone(pattern), pattern.replace(/\[[^\]]*\]/g, '')])];
}

/** ISO-8601 with three, six or nine digits of a second, or none. */
export function isoText(temporal: Temporal): string {
  const { at, kind, zone } = temporal;
  const local = localOfZoned(at);
  const date = `${pad(local.year, 4)}-${pad(local.month)}-${pad(local.day)}`;
  const digits = local.nano === 0 ? '' : `.${pad(local.nano, 9).replace(/(?:000)+$/, '')}`;
  const time = `${pad(local.hour)}:${pad(local.minute)}:${pad(local.second)}${digits}`;
  const offset = zone === undefined ? '' : offsetText(zone.offsetAt(at.epochSeconds));
  return kind === 'date' ? date : kind === 'time' ? time + offset : `${date}T${time}${offset}`;
}

export const ISO_FORMATS: TemporalFormats = {
  dateFormat: 'yyyy-MM-dd',
  timeFormat: 'HH:mm:ss.SSS[XXX]',
  dateTimeFormat: "yyyy-MM-dd'T'HH:mm:ss.SSS[XXX]",
  timeZoneId: undefined,
};
