import { parseDuration } from '../../model/duration.js';
import { IllegalArgumentError } from '../../model/errors.js';
import { isStateType } from '../../model/state.js';
import type { FilterOperation } from '../../platform/http/index.js';

/** One condition of api.md §3; several combine with AND. Labels are a map, or a list of keys and values. */
export interface ExecutionFilter {
  readonly field: string;
  readonly operation: FilterOperation;
  readonly value: unknown;
}

/** Which date an interval is about. */
export const DATE_FILTERS = ['START_DATE', 'END_DATE', 'START_OR_END_DATE'] as const;
export type DateFilter = (typeof DATE_FILTERS)[number];

export interface FilterContext {
  readonly systemNamespace: string;
  readonly dateFilter: DateFilter;
  /** Now, for `timeRange`: milliseconds. */
  readonly now: number;
}

/** SQL text with `$n` parameters, beginning with `$1`. */
export interface Where {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Throws IllegalArgumentError for a field, operation or value that executions do not support. */
export function whereOf(filters: readonly ExecutionFilter[], context: FilterContext): Where {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const parts = filters.map((filter) => conditionOf(filter, bind, context));
  return { sql: parts.length === 0 ? 'true' : parts.join(' and '), values };
}

type Bind = (value: unknown) => string;
type ConditionMaker = (filter: ExecutionFilter, bind: Bind, context: FilterContext) => string;

function conditionOf(filter: ExecutionFilter, bind: Bind, context: FilterContext): string {
  const make = Object.hasOwn(CONDITIONS, filter.field) ? CONDITIONS[filter.field] : undefined;
  if (!make) {
    throw new IllegalArgumentError(
      `Field \`${filter.field}\` cannot be filtered on; executions know ${Object.keys(CONDITIONS).join(', ')}`,
    );
  }
  return make(filter, bind, context);
}

const CONDITIONS: Readonly<Record<string, ConditionMaker>> = {
  q: textSearch,
  scope,
  namespace: column('namespace'),
  flowId: column('flow_id'),
  kind: column(`coalesce(kind, 'NORMAL')`),
  labels,
  state,
  startDate: date,
  endDate: date,
  timeRange,
  triggerExecutionId: column('trigger_execution_id'),
  childFilter,
  id: column('id'),
};

const COMPARISONS: Partial<Record<FilterOperation, string>> = {
  EQUALS: '=',
  NOT_EQUALS: '<>',
  GREATER_THAN: '>',
  LESS_THAN: '<',
  GREATER_THAN_OR_EQUAL_TO: '>=',
  LESS_THAN_OR_EQUAL_TO: '<=',
};

/** Every text operation on one column. */
function column(name: string): ConditionMaker {
  return (filter, bind) => {
    switch (filter.operation) {
      case 'EQUALS':
      case 'IN':
        return `${name} = any(${bind(texts(filter.value))}::text[])`;
      case 'NOT_EQUALS':
      case 'NOT_IN':
        return `${name} <> all(${bind(texts(filter.value))}::text[])`;
      case 'STARTS_WITH':
        return `${name} like ${bind(`${likePattern(filter.value)}%`)}`;
      case 'ENDS_WITH':
        return `${name} like ${bind(`%${likePattern(filter.value)}`)}`;
      case 'CONTAINS':
        return `${name} ilike ${bind(`%${likePattern(filter.value)}%`)}`;
      case 'REGEX':
        return `${name} ~ ${bind(String(filter.value))}`;
      case 'PREFIX':
        return prefix(name, filter.value, bind);
      default:
        return unsupported(filter);
    }
  };
}

/** The value itself or a dot-separated child. */
function prefix(name: string, value: unknown, bind: Bind): string {
  const alternatives = texts(value).map(
    (text) => `(${name} = ${bind(text)} or ${name} like ${bind(`${likePattern(text)}.%`)})`,
  );
  return `(${alternatives.join(' or ')})`;
}

/** Every piece between punctuation and blanks has to occur. */
function textSearch(filter: ExecutionFilter, bind: Bind): string {
  const text = String(filter.value ?? '');
  const pieces = text === '*' ? [] : text.split(/[\p{P}\p{S}\s]+/u).filter((piece) => piece !== '');
  const found = pieces.map(
    (piece) => `(id || ' ' || namespace || ' ' || flow_id) ilike ${bind(`%${likePattern(piece)}%`)}`,
  );
  const sql = found.length === 0 ? 'true' : `(${found.join(' and ')})`;
  return filter.operation === 'NOT_EQUALS' ? `not ${sql}` : sql;
}

function scope(filter: ExecutionFilter, bind: Bind, context: FilterContext): string {
  const scopes = texts(filter.value).map((value) => value.toUpperCase());
  const isNegated = filter.operation === 'NOT_EQUALS' || filter.operation === 'NOT_IN';
  const wants = (name: string): boolean => scopes.includes(name) !== isNegated;
  if (wants('USER') === wants('SYSTEM')) {
    return wants('USER') ? 'true' : 'false';
  }
  const isSystem = prefix('namespace', context.systemNamespace, bind);
  return wants('SYSTEM') ? isSystem : `not ${isSystem}`;
}

function state(filter: ExecutionFilter, bind: Bind, context: FilterContext): string {
  const unknown = texts(filter.value).find((value) => !isStateType(value));
  if (unknown !== undefined && filter.operation !== 'REGEX' && filter.operation !== 'CONTAINS') {
    throw new IllegalArgumentError(`\`${unknown}\` is not a state of an execution`);
  }
  return column('state')(filter, bind, context);
}

/** `{key: value}` pairs: all of them for EQUALS and CONTAINS, one of them for IN, not one for the negations. */
function labels(filter: ExecutionFilter, bind: Bind): string {
  const pairs = labelPairs(filter.value).map(
    (pair) => `labels @> ${bind(JSON.stringify([pair]))}::jsonb`,
  );
  if (pairs.length === 0) {
    return 'true';
  }
  switch (filter.operation) {
    case 'EQUALS':
    case 'CONTAINS':
      return `(${pairs.join(' and ')})`;
    case 'IN':
      return `(${pairs.join(' or ')})`;
    case 'NOT_EQUALS':
    case 'NOT_IN':
      return `not (${pairs.join(' or ')})`;
    default:
      return unsupported(filter);
  }
}

function labelPairs(value: unknown): { key: string; value: string }[] {
  if (Array.isArray(value)) {
    return value.flatMap(labelPairs);
  }
  if (typeof value !== 'object' || value === null) {
    throw new IllegalArgumentError('labels are filtered as filters[labels][EQUALS][key]=value');
  }
  if ('key' in value && 'value' in value && typeof value.key === 'string') {
    return [{ key: value.key, value: String(value.value) }];
  }
  return Object.entries(value).flatMap(([key, one]) =>
    texts(one).map((text) => ({ key, value: text })),
  );
}

function date(filter: ExecutionFilter, bind: Bind, context: FilterContext): string {
  const operator = COMPARISONS[filter.operation] ?? unsupported(filter);
  const time = Date.parse(String(filter.value));
  if (Number.isNaN(time)) {
    throw new IllegalArgumentError(`\`${String(filter.value)}\` is not an ISO-8601 date`);
  }
  return onDate(operator, new Date(time).toISOString(), bind, context);
}

function timeRange(filter: ExecutionFilter, bind: Bind, context: FilterContext): string {
  const length = parseDuration(filter.value);
  if (length === undefined) {
    throw new IllegalArgumentError(`\`${String(filter.value)}\` is not an ISO-8601 duration such as PT12H`);
  }
  return onDate('>=', new Date(context.now - length).toISOString(), bind, context);
}

function onDate(operator: string, instant: string, bind: Bind, { dateFilter }: FilterContext): string {
  const bound = `${bind(instant)}::timestamptz`;
  switch (dateFilter) {
    case 'START_DATE':
      return `start_date ${operator} ${bound}`;
    case 'END_DATE':
      return `end_date ${operator} ${bound}`;
    case 'START_OR_END_DATE':
      return `(start_date ${operator} ${bound} or end_date ${operator} ${bound})`;
  }
}

function childFilter(filter: ExecutionFilter): string {
  const isChild = String(filter.value).toUpperCase() === 'CHILD';
  const isNegated = filter.operation === 'NOT_EQUALS';
  return `trigger_execution_id is ${isChild !== isNegated ? 'not null' : 'null'}`;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function likePattern(value: unknown): string {
  return String(value).replace(/[\\%_]/g, '\\$&');
}

function unsupported(filter: ExecutionFilter): never {
  throw new IllegalArgumentError(`Operation ${filter.operation} is not supported for field \`${filter.field}\``);
}
