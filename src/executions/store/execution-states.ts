import type { Pool } from 'pg';
import type { StateType } from '../../model/state.js';

/** States of those executions that exist. */
export async function executionStates(
  pool: Pool,
  executionIds: readonly string[],
): Promise<Map<string, StateType>> {
  const { rows } = await pool.query<{ id: string; state: StateType }>(
    'select id, state from executions where id = any($1::text[])',
    [executionIds],
  );
  return new Map(rows.map(({ id, state }) => [id, state]));
}
