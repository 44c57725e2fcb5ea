import { IllegalArgumentError } from '../../model/errors.js';
import { many, parseList, type RawQuery } from './query.js';

export const FILTER_OPERATIONS = [
  'EQUALS',
  'NOT_EQUALS',
  'GREATER_THAN',
  'LESS_THAN',
  'GREATER_THAN_OR_EQUAL_TO',
  'LESS_THAN_OR_EQUAL_TO',
  'IN',
  'NOT_IN',
  'STARTS_WITH',
  'ENDS_WITH',
  'CONTAINS',
  'REGEX',
  'PREFIX',
] as const;
export type FilterOperation = (typeof FILTER_OPERATIONS)[number];

/** One condition of api.md §3; several combine with AND. */
export interface Filter {
  readonly field: string;
  readonly operation: FilterOperation;
  /** A list for IN and NOT_IN, and where the parameter is repeated; a map for `filters[labels][EQUALS][team]=data`. */
  readonly value: string | readonly string[] | Readonly<Record<string, string>>;
}

const PARAMETER = /^filters\[([^[\]]+)\]\[([^[\]]+)\](?:\[(.+)\])?$/;

/**
 * The `filters[field][OPERATION]=value` parameters in order. Empty: the legacy parameters count.
 * @throws IllegalArgumentError for an unknown operation, or a spelling that is none of these.
 */
export function parseFilters(query: RawQuery): Filter[] {
  const filters: Filter[] = [];
  const maps = new Map<string, Record<string, string>>();
  for (const [name, raw] of Object.entries(query)) {
    const [, field, word, key] = PARAMETER.exec(name) ?? [];
    if (field === undefined || word === undefined) {
      refuseMisspelt(name);
      continue;
    }
    const operation = operationOf(word);
    if (key === undefined) {
      filters.push({ field, operation, value: valueOf(operation, raw) });
      continue;
    }
    const map = maps.get(`${field} ${operation}`);
    if (map) {
      map[key] = many(raw).at(-1) ?? '';
    } else {
      const value = { [key]: many(raw).at(-1) ?? '' };
      maps.set(`${field} ${operation}`, value);
      filters.push({ field, operation, value });
    }
  }
  return filters;
}

function refuseMisspelt(name: string): void {
  if (name.startsWith('filters[')) {
    throw new IllegalArgumentError(
      `Invalid filter: "${name}" must look like filters[field][EQUALS]`,
    );
  }
}

function operationOf(word: string): FilterOperation {
  const operation = FILTER_OPERATIONS.find((candidate) => candidate === word.toUpperCase());
  if (operation === undefined) {
    throw new IllegalArgumentError(
      `Invalid filter operation: "${word}" is none of ${FILTER_OPERATIONS.join(', ')}`,
    );
  }
  return operation;
}

function valueOf(
  operation: FilterOperation,
  raw: string | readonly string[] | undefined,
): string | readonly string[] {
  if (operation === 'IN' || operation === 'NOT_IN') {
    return parseList(raw);
  }
  const values = many(raw);
  return values.length > 1 ? values : (values[0] ?? '');
}
