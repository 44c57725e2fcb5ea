import type { Pool } from 'pg';
import type { StateType } from '../../model/state.js';
import { filteredQuery } from '../../platform/database/filtered-query.js';
import type { Where } from './execution-filter.js';

export type StatisticsUnit = 'minute' | 'hour' | 'day' | 'week' | 'month';

/** Executions that began in one bucket of time and are in one state now. Durations in milliseconds. */
export interface StatisticsRow {
  readonly bucket: string;
  readonly namespace: string;
  readonly flowId: string;
  readonly state: StateType;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
}

/** Running executions count as long as they have run until now. */
export async function executionStatistics(
  pool: Pool,
  where: Where,
  unit: StatisticsUnit,
): Promise<StatisticsRow[]> {
  const { rows } = await filteredQuery<StatisticsRow>(
    pool,
    `select to_char(date_trunc($${where.values.length + 1}, start_date at time zone 'UTC'), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as bucket,
       namespace, flow_id as "flowId", state, count(*)::int as count,
       min(duration)::float as min, max(duration)::float as max, sum(duration)::float as sum
     from (select *, greatest(0, extract(epoch from coalesce(end_date, now()) - start_date)) * 1000 as duration
           from executions where ${where.sql}) e
     group by 1, 2, 3, 4`,
    [...where.values, unit],
  );
  return rows;
}
