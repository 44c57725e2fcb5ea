import { IllegalArgumentError } from '../../model/errors.js';
import { many, parseFilters, refuseUnknown } from '../../platform/http/index.js';
import type { Filter, RawQuery } from '../../platform/http/index.js';
import { filtersOf } from '../../platform/http/query-filter.js';
import type { LegacyParameter } from '../../platform/http/query-filter.js';
import type { ExecutionSelection } from '../search-executions.js';
import { DATE_FILTERS } from '../store/execution-filter.js';
import type { DateFilter } from '../store/execution-filter.js';

const LEGACY: readonly LegacyParameter[] = [
  'q',
  'scope',
  'namespace',
  'flowId',
  'kind',
  'state',
  'labels',
  'interval',
  'triggerExecutionId',
  'childFilter',
];

/** Names of the query parameters that an ExecutionSelection is made of. */
export const EXECUTION_PARAMETERS: readonly string[] = ['filters', ...LEGACY, 'dateFilter'];

/**
 * What a query asks for (api.md §1.3, §3). Filters without a value say nothing. Throws IllegalArgumentError.
 */
export function executionSelection(query: RawQuery): ExecutionSelection {
  const filters = filtersOf(query, LEGACY, Date.now()).filter(({ value }) => value.length !== 0);
  return { filters: withExactNamespace(filters, query), dateFilter: dateFilterOf(query) };
}

const BULK_PARAMETERS: readonly string[] = [
  ...EXECUTION_PARAMETERS,
  ...['includeNonTerminated', 'deleteLogs', 'deleteMetrics', 'deleteStorage'],
  ...['newState', 'newStatus', 'latestRevision', 'isOnKillCascade'],
];

/** The same for calls that change what they find. Throws IllegalArgumentError also for an unknown parameter. */
export function bulkSelection(query: RawQuery): ExecutionSelection {
  refuseUnknown(query, BULK_PARAMETERS);
  return executionSelection(query);
}

/** The parameter of 2024 `namespace` means its children too, but not together with `flowId`. */
function withExactNamespace(filters: readonly Filter[], query: RawQuery): readonly Filter[] {
  return query['flowId'] === undefined || parseFilters(query).length > 0
    ? filters
    : filters.map((filter) =>
        filter.field === 'namespace' && filter.operation === 'PREFIX'
          ? { ...filter, operation: 'EQUALS' }
          : filter,
      );
}

function dateFilterOf(query: RawQuery): DateFilter {
  const wanted = many(query['dateFilter']).at(-1) ?? 'START_DATE';
  const known = DATE_FILTERS.find((name) => name === wanted);
  if (known === undefined) {
    throw new IllegalArgumentError(
      `Invalid dateFilter parameter: "${wanted}" is none of ${DATE_FILTERS.join(', ')}`,
    );
  }
  return known;
}
