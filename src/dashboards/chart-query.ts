import type { BucketUnit } from '../logs/index.js';
import { IllegalArgumentError } from '../model/errors.js';
import { isNumeric } from '../model/numbers.js';
import type { Bind, Filter, FilterColumn } from '../platform/database/filter-sql.js';
import { dateColumn, numberColumn, textColumn } from '../platform/database/filter-sql.js';
import type { ChartColumn, ChartFilter, ChartFilterType, DataChart, KpiChart } from './chart.js';
import { CHART_SOURCES, type ChartSource, type SourceField } from './chart-source.js';

/** What the reader of a dashboard asks for, beyond what its charts say. */
export interface ChartScope {
  /** Instants. */
  readonly startDate?: string;
  readonly endDate?: string;
  /** They take the place of what the chart itself says of the same field. */
  readonly filters: readonly ChartFilter[];
  /** How long the units are in which dates are counted. */
  readonly unit: BucketUnit;
}

/** Its columns are named `c0`, `c1` … in the order of `keys`. */
export interface ChartQuery {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly keys: readonly string[];
}

export function rowsQuery(chart: DataChart, scope: ChartScope): ChartQuery {
  const source = sourceOf(chart.source);
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const columns = Object.entries(chart.columns);
  const isCounted = columns.some(([, { agg }]) => agg !== undefined);
  const selected = columns.map(([, column], index) => {
    const unit = isCounted ? scope.unit : undefined;
    return `${columnSql(column, source, bind, unit)} as c${index}`;
  });
  const where = whereSql(chart.where, source, scope, bind);
  const groups = columns.flatMap(([, { agg }], index) => (agg === undefined ? [index + 1] : []));
  const grouping = isCounted && groups.length > 0 ? ` group by ${groups.join(', ')}` : '';
  return {
    text: `select ${selected.join(', ')} from ${source.table} where ${where}${grouping} order by ${orderSql(chart, source)}`,
    values,
    keys: columns.map(([key]) => key),
  };
}

/** The number, and with a numerator (`part`) also that of what is counted out of the whole. */
export function kpiQuery(chart: KpiChart, scope: ChartScope): ChartQuery {
  const source = sourceOf(chart.source);
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const measure = columnSql(chart.column, source, bind);
  const part = chart.numerator.map((filter) => chartFilterSql(filter, source, bind)).join(' and ');
  const partial = part === '' ? measure : `${measure} filter (where ${part})`;
  const where = whereSql(chart.where, source, scope, bind);
  return {
    text: `select ${measure} as c0, ${partial} as c1 from ${source.table} where ${where}`,
    values,
    keys: ['whole', 'part'],
  };
}

function sourceOf(name: string): ChartSource {
  const source = CHART_SOURCES[name];
  if (source === undefined) {
    throw new IllegalArgumentError(`\`${name}\` is no source of charts`);
  }
  return source;
}

function columnSql(
  { field, agg, labelKey }: ChartColumn,
  source: ChartSource,
  bind: Bind,
  unit?: BucketUnit,
): string {
  if (field === undefined) {
    return 'count(*)';
  }
  const { kind } = fieldOf(field, source);
  const sql = fieldSql(field, source, labelKey, bind);
  switch (agg) {
    case undefined:
      return kind === 'date' && unit !== undefined
        ? `date_trunc('${unit}', ${sql} at time zone 'UTC') at time zone 'UTC'`
        : sql;
    case 'COUNT_DISTINCT':
      return `count(distinct ${sql}${kind === 'labels' && labelKey === undefined ? '::text' : ''})`;
    case 'AVG':
    case 'SUM':
      return `${agg.toLowerCase()}(${sql})::float8`;
    case 'COUNT':
    case 'MAX':
    case 'MIN':
      return `${agg.toLowerCase()}(${sql})`;
  }
}

/** A label is the first one with its key. */
function fieldSql(
  field: string,
  source: ChartSource,
  labelKey: string | undefined,
  bind: Bind,
): string {
  const { kind, sql } = fieldOf(field, source);
  return kind === 'labels' && labelKey !== undefined
    ? `jsonb_path_query_first(${sql}, '$[*] ? (@.key == $key).value', jsonb_build_object('key', ${bind(labelKey)}::text)) #>> '{}'`
    : sql;
}

function fieldOf(field: string, source: ChartSource): SourceField {
  const found = Object.hasOwn(source.fields, field) ? source.fields[field] : undefined;
  if (found === undefined) {
    throw new IllegalArgumentError(
      `\`${field}\` is none of ${Object.keys(source.fields).join(', ')}`,
    );
  }
  return found;
}

function whereSql(
  own: readonly ChartFilter[],
  source: ChartSource,
  { filters, startDate, endDate }: ChartScope,
  bind: Bind,
): string {
  const given = filters.filter(({ field }) => Object.hasOwn(source.fields, field));
  const replaced = new Set(given.map(({ field }) => field));
  const kept = own.filter(({ field }) => !replaced.has(field));
  const { date } = source;
  const dated = (type: ChartFilterType, value: string | undefined): ChartFilter[] =>
    date === undefined || value === undefined ? [] : [{ field: date, type, value }];
  return [
    source.where,
    ...[
      ...kept,
      ...given,
      ...dated('GREATER_THAN_OR_EQUAL_TO', startDate),
      ...dated('LESS_THAN_OR_EQUAL_TO', endDate),
    ].map((filter) => chartFilterSql(filter, source, bind)),
  ].join(' and ');
}

const OPERATIONS: Partial<Record<ChartFilterType, Filter['operation']>> = {
  EQUAL_TO: 'EQUALS',
  NOT_EQUAL_TO: 'NOT_EQUALS',
};

function chartFilterSql(filter: ChartFilter, source: ChartSource, bind: Bind): string {
  const { field, type, labelKey, value } = filter;
  if (type === 'OR') {
    const parts = (filter.filters ?? []).map((one) => chartFilterSql(one, source, bind));
    return parts.length === 0 ? 'true' : `(${parts.join(' or ')})`;
  }
  const { kind } = fieldOf(field, source);
  const sql = fieldSql(field, source, labelKey, bind);
  switch (type) {
    case 'IS_NULL':
      return `(${sql}) is null`;
    case 'IS_NOT_NULL':
      return `(${sql}) is not null`;
    case 'IS_TRUE':
    case 'IS_FALSE':
      return `(${sql})::text = '${type === 'IS_TRUE'}'`;
    case 'NOT_CONTAINS':
      return `not ${chartFilterSql({ ...filter, type: 'CONTAINS' }, source, bind)}`;
    default: {
      const operation = OPERATIONS[type] ?? (type as Filter['operation']);
      return compared(kind, `(${sql})`, { field, operation, value: plain(value) }, bind);
    }
  }
}

/** Lists of numbers and dates are compared one by one, as the filters of lists know texts only. */
function compared(kind: SourceField['kind'], sql: string, filter: Filter, bind: Bind): string {
  const column = columnOf(kind, sql);
  const { operation, value } = filter;
  const list = operation === 'IN' || operation === 'NOT_IN' ? [value].flat() : undefined;
  if (list === undefined || kind === 'text' || kind === 'labels') {
    return column(filter, bind);
  }
  const any = list.map((one) => column({ ...filter, operation: 'EQUALS', value: one }, bind));
  const found = any.length === 0 ? 'false' : `(${any.join(' or ')})`;
  return operation === 'IN' ? found : `not ${found}`;
}

function columnOf(kind: SourceField['kind'], sql: string): FilterColumn {
  switch (kind) {
    case 'number':
      return numberColumn(sql);
    case 'date':
      return dateColumn(sql);
    case 'text':
      return textColumn(sql);
    case 'labels':
      return textColumn(`${sql}::text`);
  }
}

/** As the YAML spelled it: numbers of their own kind become plain. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value === 'object' && value !== null && !isNumeric(value)) {
    throw new IllegalArgumentError('a filter compares with a text, a number or a list of them');
  }
  return String(isNumeric(value) && typeof value === 'object' ? value.value : value);
}

/** As asked for; otherwise by date, so that lines are drawn from left to right. */
function orderSql(chart: DataChart, source: ChartSource): string {
  const keys = Object.keys(chart.columns);
  const asked = chart.orderBy.map(
    ({ column, order }) => `${keys.indexOf(column) + 1} ${order.toLowerCase()} nulls last`,
  );
  const dates = Object.values(chart.columns).flatMap(({ field, agg }, index) =>
    agg === undefined && field !== undefined && source.fields[field]?.kind === 'date'
      ? [`${index + 1}`]
      : [],
  );
  const [first = '1'] = dates;
  return asked.length > 0 ? asked.join(', ') : first;
}
