import { checked, type LocalDateTime } from './calendar.js';
import { namesOf, type Names } from './names.js';
import { parsePattern, type PatternPart } from './pattern.js';
import { offsetZone, parseOffset, zoneOf, type ParsedDate, type Zone } from './zone.js';

/** Fields by pattern letter; letters of the same meaning share one. */
interface Fields {
  numbers: Map<string, number>;
  zone: Zone | undefined;
  afternoon: boolean | undefined;
}

const NUMERIC = 'uyYMLdDQqhHkKmsSAnNe';
const ALIASES: Readonly<Record<string, string>> = { u: 'y', L: 'M' };

/** Reads a whole text by a java.time pattern; undefined when it does not fit or names no day. */
export function parseWithPattern(
  text: string,
  pattern: string,
  locale: string | undefined,
): ParsedDate | undefined {
  const parts = parsePattern(pattern);
  const names = namesOf(locale);
  const fields: Fields = { numbers: new Map(), zone: undefined, afternoon: undefined };
  let index = 0;
  for (const [position, part] of parts.entries()) {
    const length =
      part.kind === 'text'
        ? literalLength(text, index, part.text)
        : fieldLength(text.slice(index), part, isDigits(parts[position + 1]), fields, names);
    if (length === undefined) {
      return undefined;
    }
    index += length;
  }
  return index === text.length ? assemble(fields) : undefined;
}

function literalLength(text: string, index: number, literal: string): number | undefined {
  return text.startsWith(literal, index) ? literal.length : undefined;
}

type FieldPart = Extract<PatternPart, { kind: 'field' }>;

function isNumeric(part: FieldPart): boolean {
  return NUMERIC.includes(part.letter) && !('MLQqe'.includes(part.letter) && part.count > 2);
}

function isDigits(part: PatternPart | undefined): boolean {
  return part?.kind === 'field' && isNumeric(part);
}

/** How many characters the field takes, after noting its value. */
function fieldLength(
  rest: string,
  part: FieldPart,
  beforeDigits: boolean,
  fields: Fields,
  names: Names,
): number | undefined {
  if (isNumeric(part)) {
    return readNumber(rest, part, beforeDigits, fields);
  }
  switch (part.letter) {
    case 'M':
    case 'L':
      return readName(
        rest,
        12,
        (month) => names.month(month, part.count === 4 ? 'long' : 'short'),
        (month) => fields.numbers.set('M', month),
      );
    case 'E':
    case 'e':
    case 'c':
      return readName(
        rest,
        7,
        (day) => names.weekday(day, part.count === 4 ? 'long' : 'short'),
        () => undefined,
      );
    case 'a':
      return readName(
        rest,
        2,
        (half) => names.dayPeriod(half === 1 ? 0 : 12),
        (half) => {
          fields.afternoon = half === 2;
        },
      );
    default:
      return 'XxZOVz'.includes(part.letter) ? readZone(rest, part.letter, fields) : undefined;
  }
}

function readNumber(
  rest: string,
  part: FieldPart,
  beforeDigits: boolean,
  fields: Fields,
): number | undefined {
  const { letter, count } = part;
  const fixed = letter === 'S' || beforeDigits || (count === 2 && letter !== 'D');
  const pattern = fixed
    ? new RegExp(`^\\d{${count}}`)
    : new RegExp(`^\\d{${count},${letter === 'y' || letter === 'u' ? 9 : 19}}`);
  const digits = pattern.exec(rest)?.[0];
  if (digits === undefined) {
    return undefined;
  }
  const isTwoDigitYear = count === 2 && (letter === 'y' || letter === 'u');
  const value =
    letter === 'S'
      ? Number(digits.padEnd(9, '0').slice(0, 9))
      : Number(digits) + (isTwoDigitYear ? 2_000 : 0);
  fields.numbers.set(ALIASES[letter] ?? letter, value);
  return digits.length;
}

function readName(
  rest: string,
  count: number,
  nameOf: (value: number) => string,
  note: (value: number) => void,
): number | undefined {
  for (let value = count; value >= 1; value--) {
    const name = nameOf(value);
    if (name !== '' && rest.toLowerCase().startsWith(name.toLowerCase())) {
      note(value);
      return name.length;
    }
  }
  return undefined;
}

function readZone(rest: string, letter: string, fields: Fields): number | undefined {
  const pattern = 'Vz'.includes(letter)
    ? /^[A-Za-z][\w/+-]*|^[+-][\d:]+/
    : /^(?:GMT)?[+-]\d{1,2}(?::?\d\d){0,2}|^[Zz]|^GMT/;
  const text = pattern.exec(rest)?.[0];
  if (text === undefined) {
    return undefined;
  }
  const offset = text === 'GMT' ? 0 : parseOffset(text);
  fields.zone = offset === undefined ? zoneOf(text) : offsetZone(offset);
  return text.length;
}

function assemble({ numbers, zone, afternoon }: Fields): ParsedDate | undefined {
  const year = numbers.get('y');
  const dayOfYear = numbers.get('D');
  const month = numbers.get('M') ?? (dayOfYear === undefined ? undefined : 1);
  const day = numbers.get('d') ?? dayOfYear;
  if (year === undefined || month === undefined || day === undefined) {
    return undefined;
  }
  const time = {
    hour: hourOf(numbers, afternoon),
    minute: numbers.get('m') ?? 0,
    second: numbers.get('s') ?? 0,
    nano: numbers.get('S') ?? numbers.get('n') ?? 0,
  };
  const local =
    dayOfYear === undefined
      ? checked({ year, month, day, ...time })
      : ordinal(year, dayOfYear, time);
  return local === undefined ? undefined : { local, zone };
}

function ordinal(
  year: number,
  day: number,
  time: Omit<LocalDateTime, 'year' | 'month' | 'day'>,
): LocalDateTime | undefined {
  const date = new Date(Date.UTC(year, 0, day));
  if (date.getUTCFullYear() !== year) {
    return undefined;
  }
  return { year, month: date.getUTCMonth() + 1, day: date.getUTCDate(), ...time };
}

function hourOf(numbers: ReadonlyMap<string, number>, afternoon: boolean | undefined): number {
  const full = numbers.get('H') ?? numbers.get('k');
  if (full !== undefined) {
    return numbers.has('H') ? full : full % 24;
  }
  const half = numbers.get('h') ?? numbers.get('K') ?? 0;
  return (half % 12) + (afternoon === true ? 12 : 0);
}
