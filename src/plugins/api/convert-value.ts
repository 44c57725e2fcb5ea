import { parseDuration } from '../../model/duration.js';
import { IllegalArgumentError } from '../../model/errors.js';
import { readJson, stringifyJson } from '../../model/json.js';
import { Double, isNumeric } from '../../model/numbers.js';
import type { PropertyRule } from './property.js';

/** An expression or a tag of the template language: its value is known only when rendered. */
export function isExpression(value: unknown): value is string {
  return typeof value === 'string' && /\{\{|\{%|\{#/.test(value);
}

/**
 * A value without expressions in the form the class expects; undefined when an optional scalar was rendered empty.
 * Throws IllegalArgumentError saying what was expected and what was there.
 */
export function convertValue(rule: PropertyRule, value: unknown): unknown {
  if (value === '' && EMPTY_IS_ABSENT.has(rule.valueType)) {
    return undefined;
  }
  const converted = CONVERTERS[rule.valueType](value);
  if (converted === undefined) {
    throw new IllegalArgumentError(`${EXPECTED[rule.valueType]}, but received \`${shown(value)}\``);
  }
  if (rule.values === undefined) {
    return converted;
  }
  const { values } = rule;
  return Array.isArray(converted)
    ? converted.map((item) => (isExpression(item) ? item : oneOf(values, item)))
    : oneOf(values, converted);
}

const EMPTY_IS_ABSENT: ReadonlySet<string> = new Set([
  'integer',
  'number',
  'boolean',
  'duration',
  'instant',
  'list',
  'map',
]);

const EXPECTED: Record<PropertyRule['valueType'], string> = {
  string: 'must be a text',
  integer: 'must be an integer',
  number: 'must be a number',
  boolean: 'must be true or false',
  duration: 'must be an ISO-8601 duration such as PT30S',
  instant: 'must be a date and time with a zone such as 2026-01-31T08:00:00Z',
  list: 'must be a list',
  map: 'must be a map',
  labels: 'must be a map or a list of `key` and `value`',
  object: 'must be a map',
  any: 'must not be null',
  tasks: 'must be a list of tasks',
  plugin: 'must be a map with a `type`',
  plugins: 'must be a list of maps with a `type`',
};

/** Undefined means: not of this type. */
const CONVERTERS: Record<PropertyRule['valueType'], (value: unknown) => unknown> = {
  string: toText,
  integer: toInteger,
  number: toNumber,
  boolean: toBoolean,
  duration: (value) =>
    typeof value === 'string' || isNumeric(value) ? parseDuration(String(value)) : undefined,
  instant: (value) => (typeof value === 'string' ? toInstant(value) : undefined),
  list: (value) => (typeof value === 'string' ? parsed(value, Array.isArray) : ifList(value)),
  map: (value) => (typeof value === 'string' ? parsed(value, isPlainMap) : ifMap(value)),
  labels: (value) =>
    ifList(value) ?? ifMap(value) ?? (typeof value === 'string' ? value : undefined),
  object: (value) => (typeof value === 'string' ? parsed(value, isPlainMap) : ifMap(value)),
  any: (value) => value ?? undefined,
  tasks: (value) => ifList(value) ?? ifMap(value),
  plugin: ifMap,
  plugins: ifList,
};

export function isPlainMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Double)
  );
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value;
  }
  return typeof value === 'boolean' || isNumeric(value) ? stringifyJson(value) : undefined;
}

function toInteger(value: unknown): number | undefined {
  const number = toNumber(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

function toNumber(value: unknown): number | undefined {
  if (isNumeric(value)) {
    return Number(value);
  }
  return typeof value === 'string' && /^\s*[-+]?\d+(\.\d+)?([eE][-+]?\d+)?\s*$/.test(value)
    ? Number(value)
    : undefined;
}

function toBoolean(value: unknown): boolean | undefined {
  const text = String(value).trim().toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

const INSTANT =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))(?:\[[\w/+-]+\])?$/i;

function toInstant(text: string): string | undefined {
  const time = Date.parse(INSTANT.exec(text.trim())?.[1] ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function ifList(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function ifMap(value: unknown): Record<string, unknown> | undefined {
  return isPlainMap(value) ? value : undefined;
}

function parsed(text: string, fits: (value: unknown) => boolean): unknown {
  try {
    const value = readJson(text);
    return fits(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function oneOf(values: readonly string[], value: unknown): string {
  const wanted = String(value).toLowerCase();
  const found = values.find((candidate) => candidate.toLowerCase() === wanted);
  if (found === undefined) {
    throw new IllegalArgumentError(
      `must be one of ${values.join(', ')}, but received \`${shown(value)}\``,
    );
  }
  return found;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : stringifyJson(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
