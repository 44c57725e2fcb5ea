import { parseDuration } from '../model/duration.js';
import { instantText } from '../model/instant.js';

/** The instant `milliseconds` after another one; the end of the year 9999 for a duration that leads beyond it. */
export function after(at: string, milliseconds: number): string {
  return instantText(Date.parse(at) + milliseconds);
}

export function isLater(a: string, b: string): boolean {
  return Date.parse(a) > Date.parse(b);
}

/** Milliseconds of a duration as flows write it; undefined when absent or no duration. */
export function milliseconds(duration: unknown): number | undefined {
  return typeof duration === 'string' || typeof duration === 'number'
    ? parseDuration(duration)
    : undefined;
}
