import type { Pool, PoolClient } from 'pg';
import { parseJson } from '../../model/json.js';

const ROWS_PER_FETCH = 500;

/**
 * The flow outputs of the executions that a task run of `ForEachItem` started, in the order of the batches; executions
 * without outputs are left out. Of several for one batch the newest counts. A cursor: one sort, flat memory.
 */
export async function* subflowOutputs(
  pool: Pool,
  executionId: string,
  taskRunId: string,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin read only');
    await client.query(
      `declare subflow_outputs no scroll cursor for
       select distinct on (iteration) outputs from (
         select (document->'waitingParent'->>'iteration')::int as iteration, start_date,
           (document->'outputs')::text as outputs
         from executions
         where trigger_execution_id = $1 and document->'waitingParent'->>'taskRunId' = $2) as children
       order by iteration, start_date desc`,
      [executionId, taskRunId],
    );
    yield* fetched(client);
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    await client.query('rollback').catch((error: Error) => (broken = error));
    client.release(broken);
  }
}

async function* fetched(client: PoolClient): AsyncGenerator<Readonly<Record<string, unknown>>> {
  for (let isLast = false; !isLast;) {
    const { rows } = await client.query<{ outputs: string | null }>(
      `fetch ${ROWS_PER_FETCH} from subflow_outputs`,
    );
    isLast = rows.length < ROWS_PER_FETCH;
    for (const { outputs } of rows) {
      if (outputs !== null && outputs !== '{}') {
        yield parseJson(outputs) as Readonly<Record<string, unknown>>;
      }
    }
  }
}
