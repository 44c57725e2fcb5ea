import type { Budget } from '../evaluation/budget.js';
import { isNumber } from './numbers.js';

export type DataMap = Record<string, unknown>;

/** What `for` over a map yields. */
export class MapEntry {
  constructor(
    readonly key: string,
    readonly value: unknown,
  ) {}
}

/**
 * Whether a value is a map, that is a plain object of any realm. Everything with a class (dates, numbers of the
 * expression language, host objects) is not, so templates cannot look into it.
 */
export function isMap(value: unknown): value is DataMap {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

export function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

/** Adds an entry, whatever its name: `__proto__` is a key like any other. */
export function setEntry(map: DataMap, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    map[key] = value;
  }
}

/** A map of `entries`; the last of two entries with the same key wins. */
export function mapOf(entries: Iterable<readonly [string, unknown]>): DataMap {
  const map: DataMap = {};
  for (const [key, value] of entries) {
    setEntry(map, key, value);
  }
  return map;
}

const isOwn = Object.prototype.propertyIsEnumerable;

/** The own enumerable property of a map, or undefined. */
export function entryOf(map: DataMap, key: string): unknown {
  return isOwn.call(map, key) ? map[key] : undefined;
}

/** An object of the host that knows its JSON form, such as a date. */
export function hasJsonForm(value: unknown): value is { toJSON(): unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'toJSON' in value &&
    typeof value.toJSON === 'function'
  );
}

/** null, blank text, empty list, empty map. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) {
    return true;
  }
  if (typeof value === 'string') {
    return value.trim() === '';
  }
  if (Array.isArray(value)) {
    return value.length === 0;
  }
  return isMap(value) && Object.keys(value).length === 0;
}

/** How error messages call a value. */
export function kindOf(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  if (typeof value === 'string') {
    return 'text';
  }
  if (typeof value === 'boolean') {
    return 'a boolean';
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  return isNumber(value) ? 'a number' : isMap(value) ? 'a map' : 'an object';
}

export function deepEquals(
  left: unknown,
  right: unknown,
  sameNumber: (a: unknown, b: unknown) => boolean,
  budget: Budget,
): boolean {
  budget.tick();
  if (left === right) {
    return true;
  }
  if (isNumber(left) && isNumber(right)) {
    return sameNumber(left, right);
  }
  if (isList(left) && isList(right)) {
    return (
      left.length === right.length &&
      left.every((item, index) => deepEquals(item, right[index], sameNumber, budget))
    );
  }
  if (!isMap(left) || !isMap(right)) {
    return false;
  }
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) {
    return false;
  }
  return keys.every(
    (key) => isOwn.call(right, key) && deepEquals(left[key], right[key], sameNumber, budget),
  );
}
