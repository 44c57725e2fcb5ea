import { isNumeric } from '../../../model/numbers.js';
import { IonValue } from '../../../platform/ion/index.js';
import { decimalText } from '../cell-text.js';
import { parseTemporal, parseTemporalWith, type Temporal, temporalOf } from '../temporal.js';
import { localSeconds } from '../../../expressions/dates/calendar.js';
import { atZone, localOfZoned, zoneOf } from '../../../expressions/dates/zone.js';
import type { AvroDeclaration } from './avro-schema.js';

/** How texts become scalars. Words are compared without regard to case. */
export interface ScalarFormats {
  readonly trueValues: readonly string[];
  readonly falseValues: readonly string[];
  readonly nullValues: readonly string[];
  /** java.time patterns; absent: ISO-8601. */
  readonly dateFormat: string | undefined;
  readonly timeFormat: string | undefined;
  readonly datetimeFormat: string | undefined;
  readonly decimalSeparator: string;
  /** Of dates with times that name no zone. */
  readonly timeZoneId: string;
}

type Converter = (value: unknown, declaration: AvroDeclaration) => unknown;

const INT_LIMIT = 2 ** 31;
const LONG_LIMIT = 2n ** 63n;
const SECONDS_PER_DAY = 86_400;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Scalars of an Avro schema from values of any type; undefined means that a value does not fit. */
export class Scalars {
  private readonly words: Readonly<Record<'true' | 'false' | 'null', ReadonlySet<string>>>;
  private readonly converters: Readonly<Record<string, Converter>>;

  constructor(private readonly formats: ScalarFormats) {
    const lowered = (words: readonly string[]): Set<string> =>
      new Set(words.map((word) => word.toLowerCase()));
    this.words = {
      true: lowered(formats.trueValues),
      false: lowered(formats.falseValues),
      null: lowered(formats.nullValues),
    };
    this.converters = {
      null: (value) => (this.isNull(value) ? null : undefined),
      boolean: (value) => this.boolean(value),
      int: (value) => this.integer(value, INT_LIMIT),
      long: (value) => this.long(value),
      float: (value) => this.number(value),
      double: (value) => this.number(value),
      string: (value) => this.text(value),
      bytes: (value) => bytes(value),
      fixed: (value, { size }) => ofSize(bytes(value), size),
      enum: (value, { symbols = [] }) => symbols.find((symbol) => symbol === this.text(value)),
      uuid: (value) => matching(UUID, this.text(value)),
      date: (value) => this.days(value),
      'time-millis': (value) => small(this.ofDay(value, 1_000_000n)),
      'time-micros': (value) => this.ofDay(value, 1_000n),
      'timestamp-millis': (value) => this.instant(value, 1_000_000n),
      'timestamp-micros': (value) => this.instant(value, 1_000n),
      'timestamp-nanos': (value) => this.instant(value, 1n),
      'local-timestamp-millis': (value) => this.wallClock(value, 1_000_000n),
      'local-timestamp-micros': (value) => this.wallClock(value, 1_000n),
      'local-timestamp-nanos': (value) => this.wallClock(value, 1n),
    };
  }

  /** By logical type where it is a known one, else by type. */
  convert(value: unknown, declaration: AvroDeclaration): unknown {
    const { logicalType = '', type } = declaration;
    const converter = this.converters[logicalType] ?? this.converters[String(type)];
    return converter?.(value, declaration);
  }

  isNull(value: unknown): boolean {
    const plain = plainOf(value);
    return (
      plain === null ||
      plain === undefined ||
      (typeof plain === 'string' && this.words.null.has(plain.trim().toLowerCase()))
    );
  }

  /** Digits of a decimal without its point; undefined when it has more of them behind the point than `scale`. */
  unscaled(value: unknown, scale: number): bigint | undefined {
    const text = value instanceof IonValue ? decimalText(value) : this.numberText(value);
    const match = /^(-?)(\d+)(?:\.(\d*?)0*)?$/.exec(plainNotation(text ?? ''));
    const [, sign, whole = '', fraction = ''] = match ?? [];
    if (match === null || fraction.length > scale) {
      return undefined;
    }
    return BigInt(`${sign}${whole}${fraction.padEnd(scale, '0')}`);
  }

  private boolean(value: unknown): boolean | undefined {
    const plain = plainOf(value);
    const word = String(isNumeric(plain) ? Number(plain) : plain)
      .trim()
      .toLowerCase();
    return this.words.true.has(word) ? true : this.words.false.has(word) ? false : undefined;
  }

  private integer(value: unknown, limit: number): number | undefined {
    const number = this.number(value);
    return number !== undefined && Number.isInteger(number) && number >= -limit && number < limit
      ? number
      : undefined;
  }

  private long(value: unknown): bigint | undefined {
    const unscaled = this.unscaled(value, 0);
    return unscaled !== undefined && unscaled >= -LONG_LIMIT && unscaled < LONG_LIMIT
      ? unscaled
      : undefined;
  }

  private number(value: unknown): number | undefined {
    const plain = plainOf(value);
    if (isNumeric(plain)) {
      return Number(plain);
    }
    const text = this.numberText(plain);
    return text === undefined ? undefined : Number(text);
  }

  private numberText(value: unknown): string | undefined {
    if (isNumeric(value)) {
      return String(value);
    }
    if (typeof value !== 'string') {
      return undefined;
    }
    const { decimalSeparator } = this.formats;
    const text = value.trim().replace(decimalSeparator, '.');
    return /^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/.test(text) ? text.replace('+', '') : undefined;
  }

  private text(value: unknown): string | undefined {
    if (value instanceof IonValue && isNumeric(value.plain)) {
      return decimalText(value);
    }
    const plain = plainOf(value);
    if (typeof plain === 'string') {
      return plain;
    }
    return typeof plain === 'boolean' || isNumeric(plain) ? String(plain) : undefined;
  }

  private days(value: unknown): number | undefined {
    if (typeof value === 'number') {
      return this.integer(value, INT_LIMIT);
    }
    const found = this.temporal(value, 'date', this.formats.dateFormat);
    return found && Math.floor(localSeconds(localOfZoned(found.at)) / SECONDS_PER_DAY);
  }

  private ofDay(value: unknown, unit: bigint): bigint | undefined {
    if (typeof value === 'number') {
      return this.long(value);
    }
    const found = this.temporal(value, 'time', this.formats.timeFormat);
    if (found === undefined) {
      return undefined;
    }
    const { hour, minute, second, nano } = localOfZoned(found.at);
    return (BigInt(hour * 3_600 + minute * 60 + second) * 1_000_000_000n + BigInt(nano)) / unit;
  }

  private instant(value: unknown, unit: bigint): bigint | undefined {
    if (isNumeric(value)) {
      return this.long(value);
    }
    const found = this.temporal(value, 'dateTime', this.formats.datetimeFormat);
    if (found === undefined) {
      return undefined;
    }
    const at =
      found.zone === undefined
        ? atZone(localOfZoned(found.at), zoneOf(this.formats.timeZoneId))
        : found.at;
    return (BigInt(at.epochSeconds) * 1_000_000_000n + BigInt(at.nano)) / unit;
  }

  private wallClock(value: unknown, unit: bigint): bigint | undefined {
    if (isNumeric(value)) {
      return this.long(value);
    }
    const found = this.temporal(value, 'dateTime', this.formats.datetimeFormat);
    if (found === undefined) {
      return undefined;
    }
    const local = localOfZoned(found.at);
    return (BigInt(localSeconds(local)) * 1_000_000_000n + BigInt(local.nano)) / unit;
  }

  private temporal(
    value: unknown,
    kind: Temporal['kind'],
    pattern: string | undefined,
  ): Temporal | undefined {
    const typed = temporalOf(value);
    const text = typeof value === 'string' ? value.trim() : undefined;
    const found =
      typed ??
      (text === undefined || pattern === undefined
        ? undefined
        : parseTemporalWith(text, kind, pattern)) ??
      (text === undefined ? undefined : parseTemporal(text));
    // A date is also midnight of that day; a date with a time is no time of day.
    return found !== undefined && (found.kind === 'time') === (kind === 'time') ? found : undefined;
  }
}

function plainOf(value: unknown): unknown {
  return value instanceof IonValue ? value.plain : value;
}

function matching(pattern: RegExp, text: string | undefined): string | undefined {
  return text !== undefined && pattern.test(text) ? text : undefined;
}

function small(value: bigint | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/** Ion blobs are base64; other texts their UTF-8. */
function bytes(value: unknown): Buffer | undefined {
  if (value instanceof IonValue && value.text.trimStart().startsWith('{{')) {
    return Buffer.from(String(value.plain), 'base64');
  }
  const plain = plainOf(value);
  return typeof plain === 'string' ? Buffer.from(plain) : undefined;
}

function ofSize(content: Buffer | undefined, size: number | undefined): Buffer | undefined {
  return content?.length === size ? content : undefined;
}

/** `1.5e3` as `1500.0`. */
function plainNotation(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d*))?[eE]([+-]?\d+)$/.exec(text);
  if (match === null) {
    return text;
  }
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent);
  if (Math.abs(shift) > 400) {
    return '';
  }
  const digits = `${'0'.repeat(Math.max(0, -shift))}${whole}${fraction}${'0'.repeat(Math.max(0, shift))}`;
  const point = Math.max(0, -shift) + whole.length + shift;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
