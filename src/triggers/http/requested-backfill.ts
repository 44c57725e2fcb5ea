import { labelPairs } from '../../plugins/api/declared-labels.js';
import { parseDate } from '../../platform/http/index.js';
import type { RequestedBackfill } from '../manage-triggers.js';
import type { BackfillRequest } from './trigger.dto.js';

/** Throws IllegalArgumentError for dates that are none. */
export function requestedBackfill({
  start,
  end,
  inputs,
  labels,
}: BackfillRequest): RequestedBackfill {
  const pairs = labelPairs(labels);
  return {
    start: parseDate(start, 'start'),
    ...(end !== undefined && { end: parseDate(end, 'end') }),
    ...(inputs !== undefined && { inputs }),
    ...(pairs.length > 0 && { labels: pairs }),
  };
}
