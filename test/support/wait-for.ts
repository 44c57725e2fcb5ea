import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 15;

/**
 * Repeats `condition` until it neither throws nor gives false, undefined or null; returns what it gave.
 * @throws Error with the last failure when the deadline has passed.
 */
export async function waitFor<T>(
  condition: () => Promise<T> | T,
  deadlineMs = 10_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + deadlineMs;
  let last: unknown = 'nothing was tried';
  while (Date.now() < end) {
    try {
      const value = await condition();
      if (value !== false && value !== undefined && value !== null) {
        return value;
      }
      last = `the condition gave ${String(value)}`;
    } catch (error) {
      last = error;
    }
    await delay(INTERVAL_MS);
  }
  throw new Error(
    `Not within ${deadlineMs} ms: ${last instanceof Error ? last.message : String(last)}`,
    {
      cause: last,
    },
  );
}
