import { Double, isNumeric } from '../../model/numbers.js';
import { Failure } from '../errors.js';
import { MAX_DIGITS } from '../limits.js';
import { BigDecimal } from './big-decimal.js';

/** A 32-bit float, which only the filter `number` makes: it prints with fewer digits than a double. */
export class Float extends Double {
  constructor(value: number) {
    super(Math.fround(value));
  }
}

const LARGEST = 10n ** BigInt(MAX_DIGITS);

/** An integer of any size where 64-bit arithmetic must not wrap; only `number('BIGINTEGER')` makes it. */
export class BigInteger {
  constructor(readonly value: bigint) {
    if (value > LARGEST || value < -LARGEST) {
      throw new Failure(`A number has at most ${MAX_DIGITS} digits`);
    }
  }

  toJSON(): string {
    return this.value.toString();
  }
}

export type Numeric = number | bigint | Double | BigDecimal | BigInteger;

export function isNumber(value: unknown): value is Numeric {
  return isNumeric(value) || value instanceof BigDecimal || value instanceof BigInteger;
}

export function isInteger(value: unknown): value is number | bigint | BigInteger {
  return typeof value === 'bigint' || value instanceof BigInteger || Number.isInteger(value);
}

/** A number where it is exact, else a bigint (the convention of `model/numbers`). */
export function normalizeInteger(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

export function toBigInt(value: number | bigint | BigInteger): bigint {
  return value instanceof BigInteger ? value.value : BigInt(value);
}

/** The value as a JavaScript number, exact for doubles only. */
export function toNumber(value: Numeric): number {
  if (typeof value === 'number') {
    return value;
  }
  if (value instanceof Double) {
    return value.value;
  }
  if (value instanceof BigDecimal) {
    return value.toNumber();
  }
  return Number(value instanceof BigInteger ? value.value : value);
}

/** A number that fits an index, an amount or a count. */
export function toSmallInteger(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    return value;
  }
  return undefined;
}

export function printNumber(value: Numeric): string {
  if (typeof value === 'number') {
    return Number.isInteger(value) ? integerText(value) : printDouble(value);
  }
  if (value instanceof Float) {
    return printFloat(value.value);
  }
  if (value instanceof Double) {
    return printDouble(value.value);
  }
  if (value instanceof BigInteger) {
    return value.value.toString();
  }
  return value.toString();
}

function integerText(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
}

/** Java's shortest form of a double: `1.0`, `1.2345678E7`, `1.0E-4`. */
function printDouble(value: number): string {
  return javaForm(value, String(value), () => value.toExponential());
}

function printFloat(value: number): string {
  let digits = 1;
  while (digits < 9 && Math.fround(Number(value.toPrecision(digits))) !== value) {
    digits++;
  }
  const shortest = Number(value.toPrecision(digits));
  return javaForm(value, String(shortest), () => shortest.toExponential());
}

function javaForm(value: number, plain: string, exponential: () => string): string {
  if (!Number.isFinite(value)) {
    return plain;
  }
  const size = Math.abs(value);
  if (size === 0) {
    return Object.is(value, -0) ? '-0.0' : '0.0';
  }
  if (size >= 1e-3 && size < 1e7) {
    return plain.includes('.') ? plain : `${plain}.0`;
  }
  const [mantissa = '', exponent = ''] = exponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent.replace('+', '')}`;
}
