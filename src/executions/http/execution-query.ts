import { IllegalArgumentError } from '../../model/errors.js';
import type { Filter } from '../../platform/database/filter-sql.js';
import { parseFilters, parseInterval, parseLabels, parseList, parseStates } from '../../platform/http/index.js';
import type { FilterOperation, RawQuery } from '../../platform/http/index.js';
import type { ExecutionSelection } from '../search-executions.js';
import { DATE_FILTERS } from '../store/execution-filter.js';
import type { DateFilter } from '../store/execution-filter.js';

/**
 * What a query asks for (api.md §1.3, §3): as soon as one `filters[field][OPERATION]` is there, the parameters of 2024
 * do not count; otherwise they are translated. Throws IllegalArgumentError.
 */
export function executionSelection(query: RawQuery): ExecutionSelection {
  const filters = parseFilters(query);
  return {
    filters: filters.length > 0 ? filters.filter(({ value }) => value.length !== 0) : legacyFilters(query),
    dateFilter: dateFilterOf(query),
  };
}

function legacyFilters(query: RawQuery): Filter[] {
  const text = (name: string): string | undefined => single(query, name);
  const { startDate, endDate } = parseInterval(
    { startDate: text('startDate'), endDate: text('endDate'), timeRange: text('timeRange') },
    Date.now(),
  );
  return [
    filter('q', 'EQUALS', text('q')),
    filter('scope', 'IN', parseList(query['scope'])),
    filter('namespace', text('flowId') === undefined ? 'PREFIX' : 'EQUALS', text('namespace')),
    filter('flowId', 'EQUALS', text('flowId')),
    filter('kind', 'EQUALS', text('kind')),
    filter('state', 'IN', parseStates(query['state'])),
    filter('labels', 'EQUALS', parseLabels(query['labels'])),
    filter('startDate', 'GREATER_THAN_OR_EQUAL_TO', startDate),
    filter('endDate', 'LESS_THAN_OR_EQUAL_TO', endDate),
    filter('triggerExecutionId', 'EQUALS', text('triggerExecutionId')),
    filter('childFilter', 'EQUALS', text('childFilter')),
  ].flat();
}

function filter(
  field: string,
  operation: FilterOperation,
  value: string | readonly unknown[] | undefined,
): Filter[] {
  return value === undefined || value.length === 0 ? [] : [{ field, operation, value }];
}

function dateFilterOf(query: RawQuery): DateFilter {
  const wanted = single(query, 'dateFilter') ?? 'START_DATE';
  const known = DATE_FILTERS.find((name) => name === wanted);
  if (known === undefined) {
    throw new IllegalArgumentError(`Invalid dateFilter parameter: "${wanted}" is none of ${DATE_FILTERS.join(', ')}`);
  }
  return known;
}

function single(query: RawQuery, name: string): string | undefined {
  const value = query[name];
  const text = typeof value === 'string' || value === undefined ? value : value.at(-1);
  return text === '' ? undefined : text;
}
