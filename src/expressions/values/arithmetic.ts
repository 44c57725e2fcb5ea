import { Double, toDouble } from '../../model/numbers.js';
import { Failure } from '../errors.js';
import { BigDecimal } from './big-decimal.js';
import { kindOf } from './data.js';
import {
  BigInteger,
  Float,
  isInteger,
  isNumber,
  normalizeInteger,
  printNumber,
  toBigInt,
  toNumber,
  type Numeric,
} from './numbers.js';

export type ArithmeticSymbol = '+' | '-' | '*' | '/' | '%';

/** Arithmetic of two numbers (expressions.md §3): integers stay integers of 64 bits, any double makes a double. */
export function calculate(symbol: ArithmeticSymbol, left: unknown, right: unknown): Numeric {
  if (!isNumber(left) || !isNumber(right)) {
    throw new Failure(`\`${symbol}\` needs two numbers, not ${kindOf(left)} and ${kindOf(right)}`);
  }
  if (left instanceof BigDecimal || right instanceof BigDecimal) {
    return decimals(symbol, toBigDecimal(left), toBigDecimal(right));
  }
  if (isInteger(left) && isInteger(right)) {
    return integers(symbol, left, right);
  }
  const result = doubles(symbol, toNumber(left), toNumber(right));
  return isSingle(left) && isSingle(right) ? new Float(result) : toDouble(result);
}

/** A float, or an integer next to one. */
function isSingle(value: Numeric): boolean {
  return value instanceof Float || isInteger(value);
}

function doubles(symbol: ArithmeticSymbol, left: number, right: number): number {
  switch (symbol) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
  }
}

type Integer = number | bigint | BigInteger;

function integers(symbol: ArithmeticSymbol, left: Integer, right: Integer): Numeric {
  if (typeof left === 'number' && typeof right === 'number' && symbol !== '/') {
    const quick = doubles(symbol, left, right);
    if (Number.isSafeInteger(quick)) {
      return quick + 0;
    }
  }
  const [a, b] = [toBigInt(left), toBigInt(right)];
  if (b === 0n && (symbol === '/' || symbol === '%')) {
    throw new Failure('Division by zero');
  }
  const exact = bigIntegers(symbol, a, b);
  if (left instanceof BigInteger || right instanceof BigInteger) {
    return new BigInteger(exact);
  }
  return normalizeInteger(BigInt.asIntN(64, exact));
}

function bigIntegers(symbol: ArithmeticSymbol, left: bigint, right: bigint): bigint {
  switch (symbol) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
  }
}

function decimals(symbol: ArithmeticSymbol, left: BigDecimal, right: BigDecimal): BigDecimal {
  if (right.unscaled === 0n && (symbol === '/' || symbol === '%')) {
    throw new Failure('Division by zero');
  }
  switch (symbol) {
    case '+':
      return left.plus(right);
    case '-':
      return left.plus(right.negated());
    case '*':
      return left.times(right);
    case '/':
      return left.dividedBy(right);
    case '%':
      return left.remainder(right);
  }
}

export function toBigDecimal(value: Numeric): BigDecimal {
  if (value instanceof BigDecimal) {
    return value;
  }
  if (isInteger(value)) {
    return new BigDecimal(toBigInt(value), 0);
  }
  const decimal = BigDecimal.parse(printNumber(value));
  if (decimal === undefined) {
    throw new Failure(`${printNumber(value)} is not a decimal number`);
  }
  return decimal;
}

export function negate(value: unknown): Numeric {
  if (value instanceof Float) {
    return new Float(-value.value);
  }
  if (value instanceof Double) {
    return toDouble(-value.value);
  }
  if (value instanceof BigDecimal) {
    return value.negated();
  }
  return calculate('-', 0, value);
}

/** Negative, zero or positive; doubles and integers compare by value. NaN compares like the largest number. */
export function compareNumbers(left: Numeric, right: Numeric): number {
  if (typeof left === 'number' && typeof right === 'number') {
    return left - right;
  }
  if (isInteger(left) && isInteger(right)) {
    const [a, b] = [toBigInt(left), toBigInt(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (left instanceof BigDecimal || right instanceof BigDecimal) {
    return toBigDecimal(left).compare(toBigDecimal(right));
  }
  const [a, b] = [toNumber(left), toNumber(right)];
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}
