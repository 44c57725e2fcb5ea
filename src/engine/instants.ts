import { parseDuration } from '../model/duration.js';

/** The instant `milliseconds` after another one. */
export function after(at: string, milliseconds: number): string {
  return new Date(Date.parse(at) + milliseconds).toISOString();
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
