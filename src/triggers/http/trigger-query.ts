import { IllegalArgumentError } from '../../model/errors.js';
import type { Filter } from '../../platform/database/filter-sql.js';
import { FILTER_OPERATIONS, many, refuseUnknown } from '../../platform/http/index.js';
import type { LegacyParameter, RawQuery } from '../../platform/http/index.js';
import { filtersOf } from '../../platform/http/query-filter.js';
import {
  DATE_FILTERS,
  type DateFilter,
  type TriggerSelection,
} from '../store/trigger.repository.js';
import type { FiltersRequest } from './trigger.dto.js';

const LEGACY: readonly LegacyParameter[] = [
  'q',
  'namespace',
  'flowId',
  'triggerId',
  'scope',
  'interval',
];

/** Names of the query parameters that a TriggerSelection is made of. */
export const TRIGGER_PARAMETERS: readonly string[] = [
  'filters',
  ...LEGACY,
  'workerId',
  'dateFilter',
];

/** The same for calls that change what they find. Throws IllegalArgumentError also for an unknown parameter. */
export function bulkSelection(query: RawQuery, body?: FiltersRequest): TriggerSelection {
  refuseUnknown(query, [...TRIGGER_PARAMETERS, 'disabled']);
  return triggerSelection(query, body);
}

/** What a query asks for, in the style of 2024 or of 2026 (api.md §9). */
export function triggerSelection(query: RawQuery, body?: FiltersRequest): TriggerSelection {
  const filters = filtersOf(query, LEGACY, Date.now());
  const workerId = many(query['workerId']).at(-1);
  return {
    filters: [
      ...filters,
      ...(workerId === undefined
        ? []
        : [{ field: 'workerId', operation: 'EQUALS', value: workerId } as const]),
      ...(body?.filters ?? []).map(toFilter),
    ],
    dateFilter: dateFilterOf(many(query['dateFilter']).at(-1)),
  };
}

function toFilter({
  field,
  operation,
  value,
}: NonNullable<FiltersRequest['filters']>[number]): Filter {
  const known = FILTER_OPERATIONS.find((candidate) => candidate === operation);
  if (known === undefined) {
    throw new IllegalArgumentError(
      `Invalid filter operation: "${operation}" is none of ${FILTER_OPERATIONS.join(', ')}`,
    );
  }
  return { field, operation: known, value };
}

function dateFilterOf(wanted = 'NEXT_EXECUTION_DATE'): DateFilter {
  const names = Object.keys(DATE_FILTERS) as DateFilter[];
  const known = names.find((name) => name === wanted);
  if (known === undefined) {
    throw new IllegalArgumentError(
      `Invalid dateFilter parameter: "${wanted}" is none of ${names.join(', ')}`,
    );
  }
  return known;
}
