import type { Pool } from 'pg';
import { filteredQuery } from './filtered-query.js';

/** A condition in SQL with `$n` parameters, beginning with `$1`. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Rows of one statement: few enough that nobody waits for their locks, many enough to cost little each. */
export const DELETE_BATCH = 5_000;

/**
 * Deletes what an index finds, however much it is: every statement is a transaction of its own over a bounded number of
 * rows, so a crash or an abort leaves a part of the work done. Gives the number of rows. @throws when aborted.
 */
export async function deleteInBatches(
  pool: Pool,
  table: string,
  { sql, values }: Condition,
  signal?: AbortSignal,
): Promise<number> {
  const statement = `delete from ${table}
    where ctid = any(array(select ctid from ${table} where ${sql} limit ${DELETE_BATCH}))`;
  let total = 0;
  for (;;) {
    signal?.throwIfAborted();
    const count = (await filteredQuery(pool, statement, values)).rowCount ?? 0;
    total += count;
    if (count < DELETE_BATCH) {
      return total;
    }
  }
}

/**
 * The same for conditions that no index answers, on tables with a growing `id`: a batch begins behind the last one, so
 * that the table is read once and not once per batch.
 */
export async function deleteScannedInBatches(
  pool: Pick<Pool, 'query'>,
  table: string,
  { sql, values }: Condition,
  signal?: AbortSignal,
): Promise<number> {
  // `offset 0` keeps the planner from looking for the ends along the primary key, past every row that does not match.
  const ends = await pool.query<{ first: number | null; last: number | null }>(
    `select min(id) as first, max(id) as last from (select id from ${table} where ${sql} offset 0) matching`,
    [...values],
  );
  const { first, last } = ends.rows[0] ?? { first: null, last: null };
  if (first === null || last === null) {
    return 0;
  }
  const [from, to] = [`$${values.length + 1}`, `$${values.length + 2}`];
  const statement = `with gone as (
      delete from ${table} where id = any(array(
        select id from ${table} where id >= ${from} and id <= ${to} and ${sql} order by id limit ${DELETE_BATCH}))
      returning id)
    select count(*) as count, max(id) as last from gone`;
  let total = 0;
  for (let next = first; ;) {
    signal?.throwIfAborted();
    const { rows } = await pool.query<{ count: number; last: number | null }>(statement, [
      ...values,
      next,
      last,
    ]);
    const { count = 0, last: reached = null } = rows[0] ?? {};
    total += count;
    if (count < DELETE_BATCH || reached === null) {
      return total;
    }
    next = reached + 1;
  }
}
