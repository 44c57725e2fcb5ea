import { setTimeout as delay } from 'node:timers/promises';
import { isRetryable } from './retryable.js';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Repeats work that fails because the database is away or busy, for as long as it takes; other errors are thrown. After
 * a lost connection the work may have been done already: it must bear being done twice.
 */
export async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isRetryable(error)) {
        throw error;
      }
      await delay(pause);
    }
  }
}
