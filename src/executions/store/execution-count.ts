import type { Pool } from 'pg';

export interface CountSelection {
  readonly flows?: readonly { readonly namespace: string; readonly flowId: string }[];
  readonly namespaces?: readonly string[];
  readonly states?: readonly string[];
  readonly startDate?: string;
  readonly endDate?: string;
}

export interface FlowCount {
  readonly namespace: string;
  readonly flowId: string;
  readonly count: number;
}

/** A line per flow asked for, zeros too, and per flow found in the namespaces; by start date. */
export async function countByFlow(pool: Pool, selection: CountSelection): Promise<FlowCount[]> {
  const { flows = [], namespaces = [], states, startDate, endDate } = selection;
  const { rows } = await pool.query<FlowCount>(
    `with asked as (
       select namespace, flow_id, position from unnest($1::text[], $2::text[]) with ordinality as f (namespace, flow_id, position)),
     counted as (
       select namespace, flow_id, count(*)::int as count from executions
       where ((namespace, flow_id) in (select namespace, flow_id from asked) or namespace = any($3::text[]))
         and ($4::text[] is null or state = any($4))
         and ($5::timestamptz is null or start_date >= $5) and ($6::timestamptz is null or start_date <= $6)
       group by namespace, flow_id)
     select coalesce(a.namespace, c.namespace) as namespace, coalesce(a.flow_id, c.flow_id) as "flowId",
       coalesce(c.count, 0)::int as count
     from asked a full join counted c on c.namespace = a.namespace and c.flow_id = a.flow_id
     order by a.position nulls last, 1, 2`,
    [
      flows.map((flow) => flow.namespace),
      flows.map((flow) => flow.flowId),
      namespaces,
      states ?? null,
      startDate ?? null,
      endDate ?? null,
    ],
  );
  return rows;
}
