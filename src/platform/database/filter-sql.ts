import { parseDuration } from '../../model/duration.js';
import { IllegalArgumentError } from '../../model/errors.js';
import { boundedDuration, instantText } from '../../model/instant.js';
import type { FilterOperation } from '../http/filter.js';

/** One condition of api.md §3; several combine with AND. */
export interface Filter {
  readonly field: string;
  readonly operation: FilterOperation;
  readonly value: unknown;
}

/** Adds a parameter and answers its name in the statement. */
export type Bind = (value: unknown) => string;
export type FilterColumn = (filter: Filter, bind: Bind) => string;
/** What each field that may be filtered on means in SQL. */
export type FilterColumns = Readonly<Record<string, FilterColumn>>;

/** SQL for `where` with its parameters appended to `values`. Throws IllegalArgumentError for what is not supported. */
export function filterSql(
  filters: readonly Filter[],
  columns: FilterColumns,
  values: unknown[],
): string {
  const bind: Bind = (value) => `$${values.push(value)}`;
  const parts = filters.map((filter) => {
    const column = Object.hasOwn(columns, filter.field) ? columns[filter.field] : undefined;
    if (column === undefined) {
      const known = Object.keys(columns).join(', ');
      throw new IllegalArgumentError(
        `Field \`${filter.field}\` cannot be filtered on, only ${known}`,
      );
    }
    return column(filter, bind);
  });
  return parts.length === 0 ? 'true' : parts.join(' and ');
}

/** Stands in a statement that matches a pattern of the user's, and in no other: see filtered-query.ts. */
export const MATCHES = ' ~ ';

/** Every text operation. */
export function textColumn(sql: string): FilterColumn {
  return (filter, bind) => {
    switch (filter.operation) {
      case 'EQUALS':
      case 'IN':
        return `${sql} = any(${bind(texts(filter.value))}::text[])`;
      case 'NOT_EQUALS':
      case 'NOT_IN':
        return `${sql} <> all(${bind(texts(filter.value))}::text[])`;
      case 'STARTS_WITH':
        return `${sql} like ${bind(`${escapeLike(filter.value)}%`)}`;
      case 'ENDS_WITH':
        return `${sql} like ${bind(`%${escapeLike(filter.value)}`)}`;
      case 'CONTAINS':
        return `${sql} ilike ${bind(`%${escapeLike(filter.value)}%`)}`;
      case 'REGEX':
        return `${sql}${MATCHES}${bind(String(filter.value))}`;
      case 'PREFIX':
        return prefixOf(sql, texts(filter.value), bind);
      default:
        return unsupported(filter);
    }
  };
}

/** `q`: every piece between punctuation and blanks has to occur in the text. */
export function searchColumn(sql: string): FilterColumn {
  return (filter, bind) => {
    const text = String(filter.value ?? '');
    const pieces =
      text === '*' ? [] : text.split(/[\p{P}\p{S}\s]+/u).filter((piece) => piece !== '');
    const found = pieces.map((piece) => `${sql} ilike ${bind(`%${escapeLike(piece)}%`)}`);
    const all = found.length === 0 ? 'true' : `(${found.join(' and ')})`;
    return filter.operation === 'NOT_EQUALS' ? `not ${all}` : all;
  };
}

/** USER: every namespace but the system's and its children; SYSTEM: only those. */
export function scopeColumn(sql: string, systemNamespace: string): FilterColumn {
  return (filter, bind) => {
    const scopes = texts(filter.value).map((value) => value.toUpperCase());
    const negated = filter.operation === 'NOT_EQUALS' || filter.operation === 'NOT_IN';
    const wants = (name: string): boolean => scopes.includes(name) !== negated;
    if (wants('USER') === wants('SYSTEM')) {
      return wants('USER') ? 'true' : 'false';
    }
    const isSystem = prefixOf(sql, [systemNamespace], bind);
    return wants('SYSTEM') ? isSystem : `not ${isSystem}`;
  };
}

/** A jsonb list of `{key, value}`: all pairs for EQUALS and CONTAINS, one of them for IN, none for the negations. */
export function labelsColumn(sql: string): FilterColumn {
  return (filter, bind) => {
    const pairs = labelPairs(filter.value).map(
      (pair) => `${sql} @> ${bind(JSON.stringify([pair]))}::jsonb`,
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
  };
}

const COMPARISONS: Partial<Record<FilterOperation, string>> = {
  EQUALS: '=',
  NOT_EQUALS: '<>',
  GREATER_THAN: '>',
  LESS_THAN: '<',
  GREATER_THAN_OR_EQUAL_TO: '>=',
  LESS_THAN_OR_EQUAL_TO: '<=',
};

export function numberColumn(sql: string): FilterColumn {
  return (filter, bind) => {
    const operator = COMPARISONS[filter.operation] ?? unsupported(filter);
    const value = Number(filter.value);
    if (Number.isNaN(value)) {
      throw new IllegalArgumentError(`\`${String(filter.value)}\` is not a number`);
    }
    // A parameter beside an integer would have to be one, too.
    return `${sql} ${operator} ${bind(value)}::float8`;
  };
}

export function dateColumn(sql: string): FilterColumn {
  return (filter, bind) => {
    const operator = COMPARISONS[filter.operation] ?? unsupported(filter);
    const time = Date.parse(String(filter.value));
    if (Number.isNaN(time)) {
      throw new IllegalArgumentError(`\`${String(filter.value)}\` is not an ISO-8601 date`);
    }
    return `${sql} ${operator} ${bind(instantText(time))}::timestamptz`;
  };
}

/** `timeRange`: not older than the duration, by the clock of the database. */
export function sinceColumn(sql: string): FilterColumn {
  return (filter, bind) => {
    const length = parseDuration(filter.value);
    if (length === undefined) {
      throw new IllegalArgumentError(
        `\`${String(filter.value)}\` is not an ISO-8601 duration such as PT12H`,
      );
    }
    return `${sql} >= now() - ${bind(boundedDuration(length) / 1000)} * interval '1 second'`;
  };
}

function unsupported(filter: Filter): never {
  throw new IllegalArgumentError(
    `Operation ${filter.operation} cannot be used with the field \`${filter.field}\``,
  );
}

/** One value or several, as text. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

/** The value itself or a dot-separated child. */
function prefixOf(sql: string, values: readonly string[], bind: Bind): string {
  const alternatives = values.map(
    (text) => `(${sql} = ${bind(text)} or ${sql} like ${bind(`${escapeLike(text)}.%`)})`,
  );
  return `(${alternatives.join(' or ')})`;
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

function escapeLike(value: unknown): string {
  return String(value).replace(/[\\%_]/g, '\\$&');
}
