import { Failure } from '../errors.js';
import { calculate, negate } from '../values/arithmetic.js';
import { compare, contains, isEqual, isIn, toBoolean } from '../values/compare.js';
import { isList, kindOf } from '../values/data.js';
import { isNumber } from '../values/numbers.js';
import { printPlainly, toText } from '../values/print.js';
import { range } from '../values/range.js';
import type { Budget } from './budget.js';
import { checkLength } from './budget.js';

export interface BinaryOperator {
  readonly apply: (left: unknown, right: unknown, budget: Budget) => unknown;
  /** Arithmetic and comparison turn an undefined operand into a failure that `??` does not catch. */
  readonly hardens: boolean;
}

const hard = (apply: BinaryOperator['apply']): BinaryOperator => ({ apply, hardens: true });
const soft = (apply: BinaryOperator['apply']): BinaryOperator => ({ apply, hardens: false });
const equal = hard(isEqual);
const ordering = (holds: (order: number) => boolean): BinaryOperator =>
  hard((left, right) => {
    const order = compare(left, right);
    return order !== undefined && holds(order);
  });

/** Operators whose two sides are always evaluated; `and or ?? ???` and filters are not among them. */
export const BINARY_OPERATORS: ReadonlyMap<string, BinaryOperator> = new Map([
  ['+', hard(add)],
  ['-', hard(subtract)],
  ['*', hard((left, right) => calculate('*', left, right))],
  ['/', hard((left, right) => calculate('/', left, right))],
  ['%', hard((left, right) => calculate('%', left, right))],
  ['==', equal],
  ['equals', equal],
  ['!=', hard((left, right, budget) => !isEqual(left, right, budget))],
  ['<', ordering((order) => order < 0)],
  ['>', ordering((order) => order > 0)],
  ['<=', ordering((order) => order <= 0)],
  ['>=', ordering((order) => order >= 0)],
  ['contains', soft(contains)],
  ['isIn', soft(isIn)],
  ['~', soft(concatenate)],
  ['..', soft((left, right, budget) => range(left, right, 1, (count) => budget.spend(count)))],
]);

export const UNARY_OPERATORS: ReadonlyMap<string, (value: unknown) => unknown> = new Map([
  ['not', (value: unknown): unknown => !toBoolean(value)],
  ['-', negate],
  ['+', positive],
]);

function add(left: unknown, right: unknown, budget: Budget): unknown {
  if (typeof left === 'string' || typeof right === 'string') {
    return joined(toText(left), toText(right));
  }
  if (isList(left)) {
    const added = isList(right) ? right : [right];
    budget.spend(added.length);
    return [...left, ...added];
  }
  return calculate('+', left, right);
}

function subtract(left: unknown, right: unknown, budget: Budget): unknown {
  if (!isList(left)) {
    return calculate('-', left, right);
  }
  const removed = isList(right) ? right : [right];
  return left.filter((item) => !removed.some((other) => isEqual(item, other, budget)));
}

function concatenate(left: unknown, right: unknown): string {
  return joined(printPlainly(left), printPlainly(right));
}

function joined(left: string, right: string): string {
  checkLength(left.length + right.length);
  return left + right;
}

function positive(value: unknown): unknown {
  if (!isNumber(value)) {
    throw new Failure(`\`+\` needs a number, not ${kindOf(value)}`);
  }
  return value;
}
