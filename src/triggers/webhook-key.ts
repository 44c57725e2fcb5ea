import { createHash, timingSafeEqual } from 'node:crypto';

/** Takes the same time whatever the difference is. */
export function isSameKey(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

/** Of equal length for keys of any length. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
