import type { Pool } from 'pg';
import { TERMINATED_STATES } from '../../model/state.js';
import { deleteInBatches } from '../../platform/database/delete-in-batches.js';
import { textList } from '../../platform/database/text-list.js';

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
  readonly startDate: string;
}

const TERMINATED = textList(TERMINATED_STATES);

/** The next ones behind `after`, in the order of their start. */
export async function selectForPurge(
  pool: Pool,
  selection: PurgeSelection,
  limit: number,
  after?: Pick<PurgedExecution, 'id' | 'startDate'>,
): Promise<PurgedExecution[]> {
  const { namespace, flowId, states, startDate, endDate } = selection;
  const { rows } = await pool.query<PurgedExecution>(
    `select id, namespace, flow_id as "flowId", start_date as "startDate" from executions
     where state in ${TERMINATED} and start_date < $1::timestamptz
       and ($2::timestamptz is null or start_date >= $2)
       and ($3::text is null or namespace = $3 or ($4::text is null and starts_with(namespace, $3 || '.')))
       and ($4::text is null or flow_id = $4)
       and ($5::text[] is null or state = any($5))
       and ($6::timestamptz is null or (start_date, id) > ($6, $7))
     order by start_date, id limit $8`,
    [
      endDate,
      startDate ?? null,
      namespace ?? null,
      flowId ?? null,
      states ?? null,
      after?.startDate ?? null,
      after?.id ?? null,
      limit,
    ],
  );
  return rows;
}

/** What of executions goes; `executions`: the rows themselves with their task runs and mailboxes. */
export interface PurgedParts {
  readonly executions: boolean;
  readonly logs: boolean;
  readonly metrics: boolean;
}

const OWNED_TABLES = [
  'task_runs',
  'execution_events',
  'execution_delays',
  'worker_jobs',
  'concurrency_slots',
  'concurrency_queue',
];

/** The executions go last, so that whoever repeats a broken purge finds them again. The counts are of rows. */
export async function deleteExecutions(
  pool: Pool,
  ids: readonly string[],
  what: PurgedParts,
  signal?: AbortSignal,
): Promise<{ logs: number; metrics: number }> {
  const remove = (table: string, column = 'execution_id'): Promise<number> =>
    deleteInBatches(pool, table, { sql: `${column} = any($1::text[])`, values: [ids] }, signal);
  const counts = {
    logs: what.logs ? await remove('logs') : 0,
    metrics: what.metrics ? await remove('metrics') : 0,
  };
  if (what.executions) {
    for (const table of OWNED_TABLES) {
      await remove(table);
    }
    // By their ids and not by their places: one that is written at this moment has another place afterwards.
    await pool.query('delete from executions where id = any($1::text[])', [ids]);
  }
  return counts;
}
