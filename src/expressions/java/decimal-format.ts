import { Failure } from '../errors.js';
import { localeOf } from './locale.js';
import { BigDecimal, divideHalfEven } from '../values/big-decimal.js';
import { printNumber, toNumber, type Numeric } from '../values/numbers.js';
import { toBigDecimal } from '../values/arithmetic.js';

interface DecimalPattern {
  readonly prefix: string;
  readonly suffix: string;
  readonly minimumInteger: number;
  readonly minimumFraction: number;
  readonly maximumFraction: number;
  /** Digits between grouping signs; 0 without grouping. */
  readonly grouping: number;
  /** 2 for per cent, 3 for per mille. */
  readonly shift: number;
  readonly negative: { readonly prefix: string; readonly suffix: string } | undefined;
}

const DEFAULT_PATTERN = '#,##0.###';
const NUMBER_PART = /^((?:'[^']*'|[^#0,.'])*)([#0,.]+)((?:'[^']*'|[^#0,.'])*)$/;

/** Java's DecimalFormat: `0 # , . % ‰ ;` and literal text, half-even rounding, symbols of the locale. */
export function formatDecimal(
  value: Numeric,
  pattern: string | undefined,
  locale: string | undefined,
): string {
  const plain = toNumber(value);
  if (!Number.isFinite(plain) && !(value instanceof BigDecimal)) {
    return Number.isNaN(plain) ? 'NaN' : printNumber(value).replace('Infinity', '∞');
  }
  const format = parsePattern(pattern ?? DEFAULT_PATTERN);
  const exact = exactDecimal(value);
  const rounded = round(
    new BigDecimal(exact.unscaled, exact.scale - format.shift),
    format.maximumFraction,
  );
  const negative = rounded.unscaled < 0n || (rounded.unscaled === 0n && plain < 0);
  const symbols = symbolsOf(locale);
  const digits = layout(rounded, format, symbols);
  if (!negative) {
    return format.prefix + digits + format.suffix;
  }
  const { prefix, suffix } = format.negative ?? {
    prefix: symbols.minus + format.prefix,
    suffix: format.suffix,
  };
  return prefix + digits + suffix;
}

/** A double's exact value, so that ties are told from near ties; a double has at most 1,074 fraction digits. */
function exactDecimal(value: Numeric): BigDecimal {
  if (typeof value !== 'number' || Number.isInteger(value)) {
    return toBigDecimal(value);
  }
  return BigDecimal.parse(value.toFixed(100)) ?? toBigDecimal(value);
}

function round(value: BigDecimal, fraction: number): BigDecimal {
  if (value.scale <= fraction) {
    return value;
  }
  return new BigDecimal(
    divideHalfEven(value.unscaled, 10n ** BigInt(value.scale - fraction)),
    fraction,
  );
}

function layout(value: BigDecimal, format: DecimalPattern, symbols: Symbols): string {
  const size = new BigDecimal(value.unscaled < 0n ? -value.unscaled : value.unscaled, value.scale);
  const [whole = '', fraction = ''] = size.toString().split('.');
  const integer = (whole === '0' ? '' : whole).padStart(format.minimumInteger, '0');
  const decimals = fraction.replace(/0+$/, '').padEnd(format.minimumFraction, '0');
  const shown = integer === '' && decimals === '' ? '0' : integer;
  return (
    grouped(shown, format.grouping, symbols.group) +
    (decimals === '' ? '' : symbols.decimal + decimals)
  );
}

function grouped(digits: string, size: number, sign: string): string {
  if (size === 0) {
    return digits;
  }
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= size) {
    groups.unshift(digits.slice(Math.max(0, end - size), end));
  }
  return groups.join(sign);
}

function parsePattern(pattern: string): DecimalPattern {
  const [positive = '', negative] = pattern.split(';');
  const parts = NUMBER_PART.exec(positive);
  if (parts === null) {
    throw new Failure(`\`${pattern}\` is not a number format`);
  }
  const [, prefix = '', number = '', suffix = ''] = parts;
  const [whole = '', fraction = '', ...surplus] = number.split('.');
  if (surplus.length > 0 || /0[,]*#/.test(whole) || /#0|,/.test(fraction)) {
    throw new Failure(`\`${pattern}\` is not a number format`);
  }
  const lastGroup = whole.lastIndexOf(',');
  const affixes = negative === undefined ? null : NUMBER_PART.exec(negative);
  // A pattern without any 0 shows one before its point, or after it when nothing stands before.
  const isBare = number.includes('.') && !number.includes('0');
  return {
    prefix: unquote(prefix),
    suffix: unquote(suffix),
    minimumInteger: isBare && whole !== '' ? 1 : count(whole, '0'),
    minimumFraction: isBare && whole === '' ? 1 : count(fraction, '0'),
    maximumFraction: fraction.length,
    grouping: lastGroup < 0 ? 0 : whole.length - lastGroup - 1,
    shift: /%/.test(prefix + suffix) ? 2 : /‰/.test(prefix + suffix) ? 3 : 0,
    negative:
      affixes === null
        ? undefined
        : { prefix: unquote(affixes[1] ?? ''), suffix: unquote(affixes[3] ?? '') },
  };
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function unquote(text: string): string {
  return text.replace(/'([^']*)'/g, (_, quoted: string) => (quoted === '' ? "'" : quoted));
}

interface Symbols {
  readonly decimal: string;
  readonly group: string;
  readonly minus: string;
}

function symbolsOf(locale: string | undefined): Symbols {
  const parts = new Intl.NumberFormat(localeOf(locale), { useGrouping: true }).formatToParts(
    -12345.6,
  );
  const symbol = (type: string, otherwise: string): string =>
    parts.find((part) => part.type === type)?.value ?? otherwise;
  return {
    decimal: symbol('decimal', '.'),
    group: symbol('group', ','),
    minus: symbol('minusSign', '-'),
  };
}
