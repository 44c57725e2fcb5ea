import { parseFilters } from './filter.js';
import type { Filter, FilterOperation } from './filter.js';
import { many, parseInterval, parseLabels, parseList, parseStates } from './query.js';
import type { RawQuery } from './query.js';

type Legacy = (query: RawQuery, now: number) => Filter[];

/** The parameters before `filters[…]` as filters; absent ones give none (api.md §1.3, §3). */
const LEGACY = {
  q: single('q', 'q', 'EQUALS'),
  namespace: single('namespace', 'namespace', 'PREFIX'),
  flowId: single('flowId', 'flowId', 'EQUALS'),
  triggerId: single('triggerId', 'triggerId', 'EQUALS'),
  taskId: single('taskId', 'taskId', 'EQUALS'),
  taskRunId: single('taskRunId', 'taskRunId', 'EQUALS'),
  attempt: single('attempt', 'attemptNumber', 'EQUALS'),
  minLevel: single('minLevel', 'level', 'GREATER_THAN_OR_EQUAL_TO'),
  kind: single('kind', 'kind', 'EQUALS'),
  triggerExecutionId: single('triggerExecutionId', 'triggerExecutionId', 'EQUALS'),
  childFilter: single('childFilter', 'childFilter', 'EQUALS'),
  state: (query) => listed('state', parseStates(query.state)),
  scope: (query) => listed('scope', parseList(query.scope)),
  labels: (query) => {
    const labels = parseLabels(query.labels);
    const value = Object.fromEntries(labels.map((label) => [label.key, label.value]));
    return labels.length === 0 ? [] : [{ field: 'labels', operation: 'EQUALS', value }];
  },
  interval: (query, now) => {
    const { startDate, endDate } = parseInterval(
      {
        startDate: last(query.startDate),
        endDate: last(query.endDate),
        timeRange: last(query.timeRange),
      },
      now,
    );
    return [
      ...bound('startDate', 'GREATER_THAN_OR_EQUAL_TO', startDate),
      ...bound('endDate', 'LESS_THAN_OR_EQUAL_TO', endDate),
    ];
  },
} satisfies Record<string, Legacy>;

export type LegacyParameter = keyof typeof LEGACY;

/**
 * What a request filters on: the `filters[…]` parameters, or the legacy ones among `legacy` when there are none of those.
 * @throws IllegalArgumentError
 */
export function filtersOf(
  query: RawQuery,
  legacy: readonly LegacyParameter[],
  now: number,
): Filter[] {
  const filters = parseFilters(query);
  return filters.length > 0 ? filters : legacy.flatMap((name) => LEGACY[name](query, now));
}

function single(parameter: string, field: string, operation: FilterOperation): Legacy {
  return (query) => bound(field, operation, last(query[parameter]));
}

function bound(field: string, operation: FilterOperation, value: string | undefined): Filter[] {
  return value === undefined || value === '' ? [] : [{ field, operation, value }];
}

function listed(field: string, value: readonly string[]): Filter[] {
  return value.length === 0 ? [] : [{ field, operation: 'IN', value }];
}

function last(value: string | readonly string[] | undefined): string | undefined {
  return many(value).at(-1);
}
