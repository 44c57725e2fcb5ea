import type { Pool } from 'pg';

/** Which terminated executions; `namespace` is a prefix when there is no flow id. */
export interface PurgeSelection {
  readonly namespace?: string;
  readonly flowId?: string;
  readonly states?: readonly string[];
  readonly startDate?: string;
  readonly endDate: string;
}

export interface PurgedExecution {
  readonly id: string;
  readonly namespace: string;
  readonly flowId: string;
}

const TERMINATED = `('SUCCESS', 'WARNING', 'FAILED', 'KILLED', 'CANCELLED', 'RETRIED', 'SKIPPED')`;

export async function selectForPurge(
  pool: Pool,
  selection: PurgeSelection,
  limit: number,
): Promise<PurgedExecution[]> {
  const { namespace, flowId, states, startDate, endDate } = selection;
  const { rows } = await pool.query<PurgedExecution>(
    `select id, namespace, flow_id as "flowId" from executions
     where state in ${TERMINATED} and start_date < $1::timestamptz
       and ($2::timestamptz is null or start_date >= $2)
       and ($3::text is null or namespace = $3 or ($4::text is null and namespace like $3 || '.%'))
       and ($4::text is null or flow_id = $4)
       and ($5::text[] is null or state = any($5))
     order by start_date limit $6`,
    [endDate, startDate ?? null, namespace ?? null, flowId ?? null, states ?? null, limit],
  );
  return rows;
}

/** Rows of executions and what hangs on them; the counts are of rows. */
export async function deleteExecutions(
  pool: Pool,
  ids: readonly string[],
  what: { readonly executions: boolean; readonly logs: boolean; readonly metrics: boolean },
): Promise<{ logs: number; metrics: number }> {
  const counts = { logs: 0, metrics: 0 };
  if (what.logs) {
    counts.logs = await remove(pool, 'logs', 'execution_id', ids);
  }
  if (what.metrics) {
    counts.metrics = await remove(pool, 'metrics', 'execution_id', ids);
  }
  if (what.executions) {
    for (const table of [
      'task_runs',
      'execution_events',
      'execution_delays',
      'worker_jobs',
      'concurrency_slots',
      'concurrency_queue',
    ]) {
      await remove(pool, table, 'execution_id', ids);
    }
    await remove(pool, 'executions', 'id', ids);
  }
  return counts;
}

async function remove(
  pool: Pool,
  table: string,
  column: string,
  ids: readonly string[],
): Promise<number> {
  const { rowCount } = await pool.query(`delete from ${table} where ${column} = any($1::text[])`, [
    ids,
  ]);
  return rowCount ?? 0;
}
