import { Failure } from '../errors.js';
import type { Budget } from '../evaluation/budget.js';
import { compareNumbers } from './arithmetic.js';
import { deepEquals, isList, isMap, entryOf, kindOf } from './data.js';
import { isNumber } from './numbers.js';
import { toText } from './print.js';

/** Numbers by value, everything else without conversion; lists and maps by structure. */
export function isEqual(left: unknown, right: unknown, budget: Budget): boolean {
  return deepEquals(left, right, sameNumber, budget);
}

function sameNumber(left: unknown, right: unknown): boolean {
  return isNumber(left) && isNumber(right) && compareNumbers(left, right) === 0;
}

/** Undefined when a side is null, which every ordering answers with false. Two texts compare lexicographically. */
export function compare(left: unknown, right: unknown): number | undefined {
  if (left === null || right === null) {
    return undefined;
  }
  if (isNumber(left) && isNumber(right)) {
    return compareNumbers(left, right);
  }
  if (typeof left === 'string' && typeof right === 'string') {
    return left < right ? -1 : left > right ? 1 : 0;
  }
  throw new Failure(`${kindOf(left)} and ${kindOf(right)} cannot be ordered`);
}

/** The operator `contains`. */
export function contains(container: unknown, wanted: unknown, budget: Budget): boolean {
  if (container === null) {
    return false;
  }
  if (isList(container)) {
    const has = (item: unknown): boolean => container.some((own) => isEqual(own, item, budget));
    return isList(wanted) ? wanted.every(has) : has(wanted);
  }
  if (isMap(container)) {
    return typeof wanted === 'string' && entryOf(container, wanted) !== undefined;
  }
  if (typeof container === 'string') {
    return container.includes(toText(wanted));
  }
  throw new Failure(`\`contains\` cannot look into ${kindOf(container)}`);
}

/** The operator `isIn`, which compares as text: elements of a list, keys and values of a map. */
export function isIn(wanted: unknown, container: unknown, budget: Budget): boolean {
  if (wanted === null) {
    return false;
  }
  const text = toText(wanted);
  const isWanted = (value: unknown): boolean => {
    budget.tick();
    return toText(value) === text;
  };
  if (isList(container)) {
    return container.some(isWanted);
  }
  return isMap(container) && Object.entries(container).flat().some(isWanted);
}

/** `and`, `or`, `not`, `if`: boolean, number (0 is false) or text (empty is false). */
export function toBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') {
    return value;
  }
  if (typeof value === 'string') {
    return value !== '';
  }
  if (isNumber(value)) {
    return compareNumbers(value, 0) !== 0;
  }
  throw new Failure(`${kindOf(value)} is neither true nor false`);
}
