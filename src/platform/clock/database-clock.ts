import type { Pool } from 'pg';

/**
 * The database's clock dates everything that executions remember, so that histories written by processes of several
 * machines never run backwards. It is read now and then; in between the local clock counts on.
 */
let offsetMs = 0;

/** Milliseconds since the epoch. */
export function databaseNow(): number {
  return Date.now() + offsetMs;
}

/** ISO-8601 in UTC with milliseconds. */
export function databaseTimestamp(): string {
  return new Date(databaseNow()).toISOString();
}

/** Less than this is the noise of asking. */
const NOISE_MS = 5;

/** Compares the clocks; the answer was given in the middle of the time the question took. */
export async function readDatabaseClock(pool: Pool): Promise<void> {
  const asked = Date.now();
  const { rows } = await pool.query<{ now: number }>(
    `select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
  );
  const middle = (asked + Date.now()) / 2;
  const offset = Math.round((rows[0]?.now ?? middle) - middle);
  offsetMs = Math.abs(offset) < NOISE_MS ? 0 : offset;
}
