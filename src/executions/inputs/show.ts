import { stringifyJson } from '../../model/json.js';

/** A raw value as messages quote it: texts as they are, everything else as JSON. */
export function show(value: unknown): string {
  return typeof value === 'string' ? value : stringifyJson(value ?? null);
}
