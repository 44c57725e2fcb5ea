import type { Pool, QueryResult, QueryResultRow } from 'pg';
import { IllegalArgumentError } from '../../model/errors.js';
import { MATCHES } from './filter-sql.js';
import { clientOf, inTransaction } from './transaction.js';

/** So long may the patterns of a search take. */
const PATIENCE_MS = 3_000;
const CANCELLED = '57014';

/**
 * A statement whose conditions `filterSql` made. Patterns are the user's, and there are some that take for ever: a
 * statement with one gives its connection back in time.
 * @throws IllegalArgumentError when it was given up.
 */
export async function filteredQuery<Row extends QueryResultRow>(
  pool: Pool,
  text: string,
  values: readonly unknown[],
  patienceMs = PATIENCE_MS,
): Promise<QueryResult<Row>> {
  if (!text.includes(MATCHES)) {
    return pool.query<Row>(text, [...values]);
  }
  try {
    return await inTransaction(pool, async (tx) => {
      const client = clientOf(tx);
      await client.query(`set local statement_timeout = ${patienceMs}`);
      return client.query<Row>(text, [...values]);
    });
  } catch (error) {
    throw error instanceof Error && (error as { code?: unknown }).code === CANCELLED
      ? new IllegalArgumentError(
          'The text of the operation REGEX takes too long to match: use a simpler one, or narrow the search by other filters',
        )
      : error;
  }
}
