import { IllegalArgumentError } from '../../model/errors.js';
import type { RawQuery } from './query.js';

/** What the legacy parameter `interval` consists of, and what every list takes. */
const ALWAYS_KNOWN: readonly string[] = [
  ...['startDate', 'endDate', 'timeRange'],
  ...['page', 'size', 'sort'],
];

/**
 * For calls that change what a search finds: a misspelt filter would find more than was meant.
 * @throws IllegalArgumentError for a parameter that is neither a filter nor known.
 */
export function refuseUnknown(query: RawQuery, known: readonly string[]): void {
  const names = new Set([...ALWAYS_KNOWN, ...known]);
  const unknown = Object.keys(query).filter(
    (name) => !name.startsWith('filters[') && !names.has(name),
  );
  if (unknown.length > 0) {
    throw new IllegalArgumentError(`Unknown parameter ${unknown.join(', ')}: nothing was changed`);
  }
}
