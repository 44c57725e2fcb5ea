import { integerArgument, listInput, type FilterDefinition } from '../definition.js';
import type { Budget } from '../evaluation/budget.js';
import { Failure } from '../errors.js';
import { compareNumbers } from '../values/arithmetic.js';
import { BigDecimal } from '../values/big-decimal.js';
import { isEqual } from '../values/compare.js';
import { entryOf, isEmpty, isList, isMap, kindOf, mapOf } from '../values/data.js';
import { isInteger, isNumber, toBigInt, toNumber } from '../values/numbers.js';
import { toText } from '../values/print.js';

export const COLLECTION_FILTERS: Readonly<Record<string, FilterDefinition>> = {
  default: {
    parameters: ['default'],
    acceptsNull: true,
    acceptsUndefined: true,
    apply: (input, [replacement]) => (isEmpty(input) ? (replacement ?? null) : input),
  },
  first: { parameters: [], apply: (input) => endOf(input, 0) },
  last: { parameters: [], apply: (input) => endOf(input, -1) },
  length: { parameters: [], acceptsNull: true, apply: length },
  join: {
    parameters: ['separator'],
    apply: (input, [separator]) =>
      listInput(input)
        .map(toText)
        .join(separator === undefined ? '' : toText(separator)),
  },
  sort: { parameters: [], apply: (input) => sorted(listInput(input)) },
  rsort: { parameters: [], apply: (input) => sorted(listInput(input)).reverse() },
  reverse: { parameters: [], apply: (input) => [...listInput(input)].reverse() },
  slice: {
    parameters: ['fromIndex', 'toIndex'],
    apply: (input, [from, to]) => slice(input, from, to),
  },
  merge: {
    parameters: ['items'],
    acceptsNull: true,
    apply: (input, [items], { budget }) => merge(input, items ?? null, budget),
  },
  chunk: {
    parameters: ['size'],
    apply: (input, [size]) => chunk(listInput(input), integerArgument(size, 'size')),
  },
  flatten: { parameters: [], apply: (input, _, { budget }) => flatten(listInput(input), budget) },
  keys: { parameters: [], apply: keys },
  values: { parameters: [], apply: values },
  distinct: {
    parameters: [],
    apply: (input, _, { budget }) => distinct(listInput(input), budget),
  },
};

function endOf(input: unknown, index: 0 | -1): unknown {
  if (isList(input)) {
    return input.at(index) ?? null;
  }
  if (typeof input !== 'string') {
    throw new Failure(`A list or text is needed, not ${kindOf(input)}`);
  }
  if (input === '') {
    throw new Failure('The text is empty');
  }
  return input.at(index);
}

function length(input: unknown): number {
  if (typeof input === 'string' || isList(input)) {
    return input.length;
  }
  return isMap(input) ? Object.keys(input).length : 0;
}

/** Natural order of texts, of integers or of doubles; mixed types have none. */
function sorted(list: readonly unknown[]): unknown[] {
  const kinds = new Set(list.map(sortKind));
  if (kinds.size > 1) {
    throw new Failure('Values of different types cannot be sorted');
  }
  return [...list].sort(isNumber(list[0]) ? compareAsNumbers : compareAsTexts);
}

function sortKind(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean') {
    return typeof value;
  }
  if (isNumber(value)) {
    return isInteger(value) ? 'integer' : 'double';
  }
  throw new Failure(`${kindOf(value)} cannot be sorted`);
}

function compareAsNumbers(left: unknown, right: unknown): number {
  return isNumber(left) && isNumber(right) ? compareNumbers(left, right) : 0;
}

function compareAsTexts(left: unknown, right: unknown): number {
  const [a, b] = [toText(left), toText(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function slice(input: unknown, from: unknown, to: unknown): unknown {
  if (typeof input !== 'string' && !isList(input)) {
    throw new Failure(`A list or text is needed, not ${kindOf(input)}`);
  }
  const start = from === undefined || from === null ? 0 : integerArgument(from, 'fromIndex');
  const end = to === undefined || to === null ? input.length : integerArgument(to, 'toIndex');
  if (start < 0 || end > input.length || start > input.length) {
    throw new Failure(
      `The slice from ${start} to ${end} does not lie within 0 and ${input.length}`,
    );
  }
  if (end !== input.length || (to !== undefined && to !== null)) {
    if (start >= end) {
      throw new Failure(`\`fromIndex\` ${start} must be less than \`toIndex\` ${end}`);
    }
  }
  return input.slice(start, end);
}

function merge(input: unknown, items: unknown, budget: Budget): unknown {
  if (input === null && items === null) {
    throw new Failure('There is nothing to merge: both sides are null');
  }
  if (items === null) {
    return input;
  }
  if (input === null) {
    return items;
  }
  if (isList(items)) {
    budget.spend(items.length);
  }
  if (isList(input) && isList(items)) {
    return [...input, ...items];
  }
  if (isMap(input) && isMap(items)) {
    return mapOf([...Object.entries(input), ...Object.entries(items)]);
  }
  if (isMap(input) && isList(items)) {
    const added = items.map((item): [string, unknown] => [toText(item), item]);
    return mapOf([...Object.entries(input), ...added]);
  }
  throw new Failure(`${kindOf(input)} and ${kindOf(items)} cannot be merged`);
}

function flatten(list: readonly unknown[], budget: Budget): unknown[] {
  budget.spend(list.reduce<number>((sum, item) => sum + (isList(item) ? item.length : 1), 0));
  return list.flat(1);
}

function chunk(list: readonly unknown[], size: number): unknown[][] {
  if (size <= 0) {
    throw new Failure('`size` must be greater than 0');
  }
  const chunks: unknown[][] = [];
  for (let start = 0; start < list.length; start += size) {
    chunks.push(list.slice(start, start + size));
  }
  return chunks;
}

function keys(input: unknown): unknown[] {
  if (isMap(input)) {
    return Object.keys(input);
  }
  if (isList(input)) {
    return input.map((_, index) => index);
  }
  throw new Failure(`A map or list is needed, not ${kindOf(input)}`);
}

function values(input: unknown): unknown[] {
  if (!isMap(input)) {
    throw new Failure(`A map is needed, not ${kindOf(input)}`);
  }
  return Object.keys(input).map((key) => entryOf(input, key));
}

/** Equal scalars have the same key; undefined where only a comparison tells. */
function scalarKey(value: unknown): unknown {
  if (isNumber(value) && !(value instanceof BigDecimal)) {
    const double = toNumber(value);
    return isInteger(value) ? toBigInt(value) : Number.isInteger(double) ? BigInt(double) : double;
  }
  return typeof value === 'object' && value !== null ? undefined : value;
}

/** The first of every group of equal values, in order. */
function distinct(list: readonly unknown[], budget: Budget): unknown[] {
  const scalars = new Set<unknown>();
  const kept: unknown[] = [];
  for (const item of list) {
    const key = scalarKey(item);
    if (key === undefined ? kept.some((other) => isEqual(other, item, budget)) : scalars.has(key)) {
      continue;
    }
    scalars.add(key);
    kept.push(item);
  }
  return kept;
}
