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

/**
 * Compares the clocks. The answer was given some time between question and arrival, which under load is long: only what
 * differs by more than that is known to differ. Otherwise processes of one machine would drift apart by their luck.
 */
export async function readDatabaseClock(pool: Pool): Promise<void> {
  const asked = Date.now();
  const { rows } = await pool.query<{ now: number }>(
    `select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
  );
  const answered = Date.now();
  const middle = (asked + answered) / 2;
  const offset = Math.round((rows[0]?.now ?? middle) - middle);
  offsetMs = Math.abs(offset) <= (answered - asked) / 2 + NOISE_MS ? 0 : offset;
}
