import { parseDuration } from '../../model/duration.js';
import { IllegalArgumentError } from '../../model/errors.js';
import { instantText } from '../../model/instant.js';
import type { ChartFilter, ChartFilterType } from '../chart.js';
import type { ChartRequest } from '../read-chart.js';
import type { ChartDataRequest, ChartFilterRequest } from './dashboard.dto.js';

/** Operations of the API and what charts call them. */
const TYPES: Readonly<Record<string, ChartFilterType>> = {
  EQUALS: 'EQUAL_TO',
  NOT_EQUALS: 'NOT_EQUAL_TO',
  GREATER_THAN: 'GREATER_THAN',
  LESS_THAN: 'LESS_THAN',
  GREATER_THAN_OR_EQUAL_TO: 'GREATER_THAN_OR_EQUAL_TO',
  LESS_THAN_OR_EQUAL_TO: 'LESS_THAN_OR_EQUAL_TO',
  IN: 'IN',
  NOT_IN: 'NOT_IN',
  STARTS_WITH: 'STARTS_WITH',
  ENDS_WITH: 'ENDS_WITH',
  CONTAINS: 'CONTAINS',
  REGEX: 'REGEX',
  PREFIX: 'PREFIX',
};
const DATES = ['START_DATE', 'END_DATE', 'TIME_RANGE'];

/** What a reader asks of a chart, in the words of charts. @throws IllegalArgumentError for an unknown operation. */
export function chartRequest(request: ChartDataRequest, now: number): ChartRequest {
  const { filters = [], namespace, pageNumber, pageSize } = request;
  const named = filters.map((filter) => ({ ...filter, field: snakeCase(filter.field) }));
  const startDate = request.startDate ?? startOf(named, now);
  const endDate = request.endDate ?? textOf(named, 'END_DATE');
  return {
    filters: [
      ...(namespace === undefined ? [] : [prefix(namespace)]),
      ...named.filter(({ field }) => !DATES.includes(field)).flatMap(chartFilters),
    ],
    ...(startDate === undefined ? {} : { startDate }),
    ...(endDate === undefined ? {} : { endDate }),
    ...(pageSize === undefined ? {} : { page: { number: pageNumber ?? 1, size: pageSize } }),
  };
}

function prefix(value: string): ChartFilter {
  return { field: 'NAMESPACE', type: 'PREFIX', value };
}

function startOf(filters: readonly ChartFilterRequest[], now: number): string | undefined {
  const range = textOf(filters, 'TIME_RANGE');
  if (range === undefined) {
    return textOf(filters, 'START_DATE');
  }
  const length = parseDuration(range);
  if (length === undefined) {
    throw new IllegalArgumentError(`timeRange: \`${range}\` is not an ISO-8601 duration`);
  }
  return instantText(now - length);
}

function textOf(filters: readonly ChartFilterRequest[], field: string): string | undefined {
  const value = filters.find((filter) => filter.field === field)?.value;
  return value === undefined || value === null ? undefined : String(value);
}

/** Labels come as a map, a filter for each of its pairs. */
function chartFilters({ field, operation = 'EQUALS', value }: ChartFilterRequest): ChartFilter[] {
  const type = Object.hasOwn(TYPES, operation) ? TYPES[operation] : undefined;
  if (type === undefined) {
    throw new IllegalArgumentError(
      `Operation \`${operation}\` is none of ${Object.keys(TYPES).join(', ')}`,
    );
  }
  if (field === 'LABELS' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value as Record<string, unknown>).map(([labelKey, one]) => ({
      field,
      type,
      labelKey,
      value: one,
    }));
  }
  return value === undefined || value === null ? [] : [{ field, type, value }];
}

/** `flowId` and `FLOW_ID` mean the same. */
function snakeCase(name: string): string {
  return /[a-z]/.test(name) ? name.replace(/[A-Z]/g, '_$&').toUpperCase() : name;
}
