import { Failure } from '../errors.js';
import { checked, localSeconds } from './calendar.js';
import { PATTERNS } from './format.js';
import { parseWithPattern } from './parse-pattern.js';
import {
  atZone,
  offsetZone,
  parseOffset,
  zoneOf,
  type ParsedDate,
  type Zone,
  type ZonedDateTime,
} from './zone.js';

const ISO =
  /^([+-]?\d{4,9})-(\d\d)-(\d\d)(?:[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(?:([Zz]|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)(?:\[([^\]]+)\])?)?$/;

/**
 * Reads a text: with an offset it keeps it, without one it is a time of `zone`, a date is its start of day.
 * `format` is a named format or a java.time pattern, default ISO. Throws Failure.
 */
export function parseDate(
  text: string,
  format: string | undefined,
  zone: Zone,
  locale: string | undefined,
): ZonedDateTime {
  const parsed = read(text, format, locale);
  if (parsed === undefined) {
    throw new Failure(
      `\`${text}\` is not a date${format === undefined ? '' : ` of the form \`${format}\``}`,
    );
  }
  const { local, offset } = parsed;
  const own = parsed.zone ?? zone;
  return offset === undefined
    ? atZone(local, own)
    : { epochSeconds: localSeconds(local) - offset, nano: local.nano, zone: own };
}

function read(
  text: string,
  format: string | undefined,
  locale: string | undefined,
): ParsedDate | undefined {
  if (format === undefined) {
    return parseIso(text);
  }
  if (format === 'rfc_1123_date_time') {
    return parseRfc1123(text);
  }
  if (format.startsWith('iso_') && !PATTERNS.has(format)) {
    return parseIso(text);
  }
  return parseWithPattern(text, PATTERNS.get(format) ?? format, locale);
}

function parseIso(text: string): ParsedDate | undefined {
  const match = ISO.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, year, month, day, hour, minute, second, fraction = '', offset, region] = match;
  const local = checked({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    nano: Number(fraction.padEnd(9, '0')),
  });
  if (local === undefined) {
    return undefined;
  }
  const seconds = offset === undefined ? undefined : parseOffset(offset);
  if (seconds === undefined) {
    return { local, zone: undefined };
  }
  return region === undefined
    ? { local, zone: offsetZone(seconds) }
    : { local, zone: zoneOf(region), offset: seconds };
}

function parseRfc1123(text: string): ParsedDate | undefined {
  const date = text.replace(/^[A-Za-z]{3}, /, '').replace(/GMT$/, '+0000');
  return (
    parseWithPattern(date, 'd MMM yyyy HH:mm:ss xx', 'en_US') ??
    parseWithPattern(date, 'd MMM yyyy HH:mm xx', 'en_US')
  );
}
