import type { Pool } from 'pg';

/** Executions that one statement asks. */
const BATCH = 1_000;

/**
 * Asks every execution that waits for a concurrency slot to go on without one; gives how many. An executor that runs now
 * or later does it. Asking one twice does no harm.
 */
export async function submitQueued(pool: Pool): Promise<number> {
  let total = 0;
  for (let last = ''; ;) {
    const { rows } = await pool.query<{ id: string }>(
      `with queued as (
         select id from executions where state = 'QUEUED' and id > $1 order by id limit ${BATCH}),
       asked as (
         insert into execution_events (execution_id, event)
         select id, '{"kind":"UnqueueRequested"}'::json from queued)
       select id from queued order by id`,
      [last],
    );
    total += rows.length;
    last = rows.at(-1)?.id ?? '';
    if (rows.length < BATCH) {
      await pool.query(`select pg_notify('execution_events', '')`);
      return total;
    }
  }
}
