import type { Pool } from 'pg';
import type { Execution } from '../../model/execution.js';
import { parseJson } from '../../model/json.js';
import type { StateType } from '../../model/state.js';
import type { KnownExecution } from '../executor/execution-cache.js';

/** What a job wants to know of another task run. */
export interface SeenRow {
  readonly state: StateType;
  readonly outputs: Readonly<Record<string, unknown>> | null;
}

/**
 * An execution with some of its task runs, in one round trip. The document is sent only when it is another one than the
 * known: a loop of n values whose execution holds a list of n values would read n × n of them.
 */
export async function readForJob(
  pool: Pool,
  executionId: string,
  taskRunIds: readonly string[],
  known: KnownExecution | undefined,
): Promise<{ known: KnownExecution; seen: ReadonlyMap<string, SeenRow> } | undefined> {
  const { rows } = await pool.query<{
    version: string;
    document: string | null;
    seen: string | null;
  }>({
    name: 'read-for-job',
    text: READ,
    values: [executionId, known?.version ?? '', taskRunIds],
  });
  const [row] = rows;
  if (row === undefined) {
    return undefined;
  }
  const { version, document } = row;
  const current =
    document === null
      ? known
      : {
          version,
          execution: parseJson(document) as Execution,
          characters: document.length,
        };
  const seen = row.seen === null ? [] : (parseJson(row.seen) as [string, StateType, never][]);
  return (
    current && {
      known: current,
      seen: new Map(seen.map(([id, state, outputs]) => [id, { state, outputs }])),
    }
  );
}

/** A row that was written again is another version of it: another transaction, or at least another place. */
const READ = `
  select version, case when version = $2 then null else document::text end as document,
    (select json_agg(json_build_array(t.id, t.state, t.outputs))::text from task_runs t
     where t.execution_id = $1 and t.id = any($3::text[])) as seen
  from (select e.xmin::text || e.ctid::text as version, e.document from executions e where e.id = $1) as e`;
