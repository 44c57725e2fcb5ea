import type { Pool } from 'pg';
import type { Execution } from '../../model/execution.js';
import { parseJson } from '../../model/json.js';
import type { TaskRun } from '../../model/task-run.js';
import type { ExecutionDocument } from '../execution-gateway.js';

/** An execution that this process just took over, with everything needed to go on. */
export interface LoadedExecution {
  readonly execution: Execution;
  /** Its owner died while it held it. */
  readonly isOrphan: boolean;
  readonly taskRuns: readonly { readonly taskRun: TaskRun; readonly position: number }[];
  readonly delays: ReadonlyMap<string, string>;
  /** Attempts in `worker_jobs`, as `<taskRunId>:<attempt>`. */
  readonly tableJobs: ReadonlySet<string>;
}

/**
 * Takes executions over: those nobody owns and those whose owner's process row is gone. A row that somebody else takes
 * at the same time is skipped.
 */
export async function claimExecutions(
  pool: Pool,
  processId: string,
  executionIds: readonly string[],
): Promise<LoadedExecution[]> {
  const { rows } = await pool.query<ClaimedRow>(CLAIM, [processId, executionIds]);
  return load(pool, rows);
}

const CLAIM = `
  with free as (
    select e.id, e.owner from executions e
    where e.id = any($2::text[])
      and (e.owner is null or e.owner = $1 or not exists (select from services s where s.id = e.owner))
    order by e.id
    for update skip locked)
  update executions e set owner = $1 from free where e.id = free.id
  returning e.id, e.document::text as document, coalesce(free.owner <> $1, false) as is_orphan`;

/** Ids of executions whose owner died, oldest first; at most `limit`. */
export async function findOrphans(pool: Pool, limit: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select e.id from executions e
     where e.owner is not null and not exists (select from services s where s.id = e.owner)
     order by e.start_date limit $1`,
    [limit],
  );
  return rows.map((row) => row.id);
}

/** Who owns the executions: the process id, null for nobody; unknown executions are missing. */
export async function findOwners(
  pool: Pool,
  executionIds: readonly string[],
): Promise<Map<string, string | null>> {
  const { rows } = await pool.query<{ id: string; owner: string | null }>(
    'select id, owner from executions where id = any($1::text[])',
    [executionIds],
  );
  return new Map(rows.map((row) => [row.id, row.owner]));
}

/** An execution as committed with all its task runs, without owning it. */
export async function readExecution(
  pool: Pool,
  executionId: string,
): Promise<ExecutionDocument | undefined> {
  const [executions, taskRuns] = await Promise.all([
    pool.query<{ document: string }>(
      'select document::text as document from executions where id = $1',
      [executionId],
    ),
    pool.query<TaskRunRead>(
      'select document::text as document, outputs::text as outputs from task_runs where execution_id = $1 order by position',
      [executionId],
    ),
  ]);
  const [row] = executions.rows;
  return (
    row && {
      execution: parseJson(row.document) as Execution,
      taskRuns: taskRuns.rows.map(taskRunOf),
    }
  );
}

interface TaskRunRead {
  readonly document: string;
  readonly outputs: string | null;
}

function taskRunOf({ document, outputs }: TaskRunRead): TaskRun {
  const taskRun = parseJson(document) as TaskRun;
  return outputs === null ? taskRun : ({ ...taskRun, outputs: parseJson(outputs) } as TaskRun);
}

/** What the executor left for this asker. */
export async function takeAnswer(
  pool: Pool,
  replyTo: string,
): Promise<ExecutionDocument | undefined> {
  const { rows } = await pool.query<{ document: string }>(
    'delete from execution_answers where reply_to = $1 returning document::text as document',
    [replyTo],
  );
  return rows[0] && (parseJson(rows[0].document) as ExecutionDocument);
}

/** Those of the executions that exist, as committed. */
export async function findStates(
  pool: Pool,
  executionIds: readonly string[],
): Promise<Map<string, Execution>> {
  const { rows } = await pool.query<{ id: string; document: string }>(
    'select id, document::text as document from executions where id = any($1::text[])',
    [executionIds],
  );
  return new Map(rows.map((row) => [row.id, parseJson(row.document) as Execution]));
}

interface ClaimedRow {
  readonly id: string;
  readonly document: string;
  readonly is_orphan?: boolean;
}

async function load(pool: Pool, rows: readonly ClaimedRow[]): Promise<LoadedExecution[]> {
  if (rows.length === 0) {
    return [];
  }
  const ids = rows.map((row) => row.id);
  const [taskRuns, delays, jobs] = await Promise.all([
    pool.query<{
      execution_id: string;
      position: number;
      document: string;
      outputs: string | null;
    }>(
      `select execution_id, position, document::text as document, outputs::text as outputs from task_runs
       where execution_id = any($1::text[]) order by execution_id, position`,
      [ids],
    ),
    pool.query<{ execution_id: string; key: string; due_at: string }>(
      `select execution_id, key, to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as due_at
       from execution_delays where execution_id = any($1::text[])`,
      [ids],
    ),
    pool.query<{ execution_id: string; task_run_id: string; attempt: number }>(
      'select execution_id, task_run_id, attempt from worker_jobs where execution_id = any($1::text[])',
      [ids],
    ),
  ]);
  const byExecution = new Map(
    rows.map((row) => [
      row.id,
      {
        execution: parseJson(row.document) as Execution,
        isOrphan: row.is_orphan === true,
        taskRuns: [] as { taskRun: TaskRun; position: number }[],
        delays: new Map<string, string>(),
        tableJobs: new Set<string>(),
      },
    ]),
  );
  for (const row of taskRuns.rows) {
    byExecution
      .get(row.execution_id)
      ?.taskRuns.push({ taskRun: taskRunOf(row), position: row.position });
  }
  for (const row of delays.rows) {
    byExecution.get(row.execution_id)?.delays.set(row.key, row.due_at);
  }
  for (const row of jobs.rows) {
    byExecution.get(row.execution_id)?.tableJobs.add(`${row.task_run_id}:${row.attempt}`);
  }
  return [...byExecution.values()];
}
