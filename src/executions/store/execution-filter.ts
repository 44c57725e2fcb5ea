import {
  dateColumn,
  filterSql,
  labelsColumn,
  scopeColumn,
  searchColumn,
  sinceColumn,
  textColumn,
  texts,
} from '../../platform/database/filter-sql.js';
import type { Filter, FilterColumn, FilterColumns } from '../../platform/database/filter-sql.js';
import { IllegalArgumentError } from '../../model/errors.js';
import { isStateType } from '../../model/state.js';

/** Which date an interval is about. */
export const DATE_FILTERS = ['START_DATE', 'END_DATE', 'START_OR_END_DATE'] as const;
export type DateFilter = (typeof DATE_FILTERS)[number];

/** SQL text with `$n` parameters, beginning with `$1`. */
export interface Where {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Throws IllegalArgumentError for a field, operation or value that executions do not support. */
export function whereOf(
  filters: readonly Filter[],
  dateFilter: DateFilter,
  systemNamespace: string,
): Where {
  const values: unknown[] = [];
  const sql = filterSql(
    filters,
    { ...COLUMNS, ...DATES[dateFilter], scope: scopeColumn('namespace', systemNamespace) },
    values,
  );
  return { sql, values };
}

const COLUMNS: FilterColumns = {
  id: textColumn('id'),
  q: searchColumn(`(id || ' ' || namespace || ' ' || flow_id)`),
  namespace: textColumn('namespace'),
  flowId: textColumn('flow_id'),
  kind: textColumn(`coalesce(kind, 'NORMAL')`),
  state,
  labels: labelsColumn('labels'),
  triggerExecutionId: textColumn('trigger_execution_id'),
  childFilter,
};

const DATES: Readonly<Record<DateFilter, FilterColumns>> = {
  START_DATE: datesOf('start_date'),
  END_DATE: datesOf('end_date'),
  START_OR_END_DATE: either(datesOf('start_date'), datesOf('end_date')),
};

function datesOf(column: string): FilterColumns {
  return {
    startDate: dateColumn(column),
    endDate: dateColumn(column),
    timeRange: sinceColumn(column),
  };
}

function either(left: FilterColumns, right: FilterColumns): FilterColumns {
  return Object.fromEntries(
    Object.entries(left).map(([field, column]): [string, FilterColumn] => [
      field,
      (filter, bind) => `(${column(filter, bind)} or ${right[field]?.(filter, bind)})`,
    ]),
  );
}

function state(filter: Filter, bind: (value: unknown) => string): string {
  const unknown = texts(filter.value).find((value) => !isStateType(value));
  if (unknown !== undefined && filter.operation !== 'REGEX' && filter.operation !== 'CONTAINS') {
    throw new IllegalArgumentError(`\`${unknown}\` is not a state of an execution`);
  }
  return textColumn('state')(filter, bind);
}

/** CHILD: started by another execution; MAIN: all others. */
function childFilter(filter: Filter): string {
  const isChild = String(filter.value).toUpperCase() === 'CHILD';
  const isNegated = filter.operation === 'NOT_EQUALS';
  return `trigger_execution_id is ${isChild !== isNegated ? 'not null' : 'null'}`;
}
