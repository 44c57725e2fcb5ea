import type { Pool } from 'pg';
import { parseJson } from '../model/json.js';
import type { Lane } from './job-feed.js';
import type { StatementPart } from './statement.js';
import { flowKeyOf, type WorkerJob } from './worker-job.js';

/** A row of `worker_jobs` as an executor writes it. */
export interface JobRow {
  execution_id: string;
  task_run_id: string;
  attempt: number;
  worker_group: string | null;
  lane: Lane;
  flow: string;
  correlation_id: string;
  job: object;
}

export function jobRow(job: WorkerJob, lane: Lane): JobRow {
  return {
    execution_id: job.executionId,
    task_run_id: job.taskRunId,
    attempt: job.attempt,
    worker_group: job.workerGroup ?? null,
    lane,
    flow: flowKeyOf(job),
    correlation_id: job.correlationId,
    job,
  };
}

/**
 * Gives every job its turn. A member is what of a flow has the same correlation id: its jobs have successive turns, after
 * those of it that wait. A member of which nothing waits begins at the turn that is served now, or after the members of its flow that
 * came before it. So nobody waits for everything that somebody else asked for, and a claim takes the first of an index.
 */
export const insertJobs: StatementPart = (rows) => `
  insert into worker_jobs (execution_id, task_run_id, attempt, worker_group, lane, flow, correlation_id, turn, leads, job)
  with given as (
    select x.*, coalesce(x.worker_group, '') as team
    from rows from (json_to_recordset(${rows}) as (execution_id text, task_run_id text, attempt integer, worker_group text,
      lane text, flow text, correlation_id text, job json)) with ordinality
      as x(execution_id, task_run_id, attempt, worker_group, lane, flow, correlation_id, job, place)),
  placed as (
    select *, row_number() over (partition by team, lane, flow, correlation_id order by place) as in_member,
      row_number() over (partition by team, lane, flow order by place) as in_flow
    from given),
  known as (
    select *, max(case when in_member = 1 then (
        select w.turn from worker_jobs w
        where w.worker_id is null and w.flow = p.flow and w.correlation_id = p.correlation_id
          and coalesce(w.worker_group, '') = p.team and w.lane = p.lane
        order by w.turn desc limit 1) end) over (partition by team, lane, flow, correlation_id) as waits_until,
      max(case when in_flow = 1 then greatest(0, (
        select w.turn from worker_jobs w
        where w.worker_id is null and coalesce(w.worker_group, '') = p.team and w.lane = p.lane
        order by w.turn, w.id limit 1), 1 + (
        select w.turn from worker_jobs w
        where w.worker_id is null and w.leads and w.flow = p.flow and coalesce(w.worker_group, '') = p.team and w.lane = p.lane
        order by w.turn desc limit 1)) end) over (partition by team, lane, flow) as next_of_flow
    from placed p),
  ranked as (
    select *, in_member = 1 and waits_until is null as leads,
      sum(case when in_member = 1 and waits_until is null then 1 else 0 end)
        over (partition by team, lane, flow order by place) as newcomers
    from known)
  select execution_id, task_run_id, attempt, worker_group, lane, flow, correlation_id,
    in_member - 1 + coalesce(waits_until + 1, next_of_flow - 1 + max(case when leads then newcomers end)
      over (partition by team, lane, flow, correlation_id)), leads, job
  from fence, ranked
  on conflict (execution_id, task_run_id, attempt) do nothing`;

/**
 * Takes the next jobs of the worker's group, so many of each lane, that nobody has; a killed one is taken as well, to be
 * reported as killed.
 */
export async function claimJobs(
  pool: Pool,
  processId: string,
  workerGroup: string | undefined,
  room: ReadonlyMap<Lane, number>,
): Promise<WorkerJob[]> {
  const { rows } = await pool.query<{ job: string }>({
    name: 'claim-worker-jobs',
    text: CLAIM,
    values: [processId, workerGroup ?? '', [...room.keys()], [...room.values()]],
  });
  return rows.map((row) => parseJson(row.job) as WorkerJob);
}

const CLAIM = `
  with next as materialized (
    select job.id from unnest($3::text[], $4::integer[]) as wanted(lane, room)
    cross join lateral (
      select w.id from worker_jobs w
      where w.worker_id is null and coalesce(w.worker_group, '') = $2 and w.lane = wanted.lane
      order by w.turn, w.id limit wanted.room
      for update skip locked) as job
    where exists (select from services where id = $1))
  update worker_jobs w set worker_id = $1 from next where w.id = next.id
  returning w.job::text as job`;
