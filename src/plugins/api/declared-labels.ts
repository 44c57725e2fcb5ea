import type { Label } from '../../model/label.js';
import { isPlainMap } from './convert-value.js';

/** Labels written as a map or as a list of pairs; values become text. */
export function labelPairs(declared: unknown): Label[] {
  if (Array.isArray(declared)) {
    return declared
      .filter(isPlainMap)
      .map(({ key, value }) => ({ key: String(key), value: String(value ?? '') }));
  }
  return isPlainMap(declared)
    ? Object.entries(declared).map(([key, value]) => ({ key, value: String(value ?? '') }))
    : [];
}
