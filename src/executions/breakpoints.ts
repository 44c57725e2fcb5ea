import { IllegalArgumentError } from '../model/errors.js';
import type { Breakpoint } from '../model/execution.js';

/**
 * `taskId` or `taskId.value`, comma separated (api.md §5.1); a value may hold dots itself. Undefined for no text at all.
 * @throws IllegalArgumentError for a place without a task id.
 */
export function parseBreakpoints(text: string | undefined): readonly Breakpoint[] | undefined {
  return text
    ?.split(',')
    .map((place) => place.trim())
    .filter((place) => place !== '')
    .map(toBreakpoint);
}

function toBreakpoint(place: string): Breakpoint {
  const [, id = '', value] = /^([^.]*)(?:\.(.*))?$/s.exec(place) ?? [];
  if (id === '') {
    throw new IllegalArgumentError(`"${place}" is no breakpoint: use taskId or taskId.value`);
  }
  return value === undefined ? { id } : { id, value };
}
