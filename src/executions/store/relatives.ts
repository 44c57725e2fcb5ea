import type { Pool } from 'pg';
import type { ExecutionRef } from '../../plugins/api/run-context.js';

/** A chain of Flow triggers may go on for ever; files come from nearby. */
const FARTHEST = 1_000;

/**
 * Of `others`, the executions that `executionId` comes from (parents of subflows, executions a Flow trigger heard,
 * originals of replays, and theirs), and the subflows of these at any depth. What only listens to one of them is not
 * related: the variables of a Flow trigger have a `state`, those of a subflow do not.
 */
export async function findRelatives(
  pool: Pool,
  executionId: string,
  others: readonly string[],
): Promise<ExecutionRef[]> {
  const { rows } = await pool.query<ExecutionRef>({
    name: 'relatives',
    text: `with recursive origins (id, distance) as (
        select $1::text, 0
        union
        select o.id, origins.distance + 1
        from origins
        join executions e on e.id = origins.id
        cross join lateral (
          values (e.trigger_execution_id), (e.parent_id), (e.original_id)
          union all
          select json_array_elements_text(
            case when json_typeof(e.document->'trigger'->'variables'->'executionIds') = 'array'
              then e.document->'trigger'->'variables'->'executionIds' else '[]' end)
        ) as o (id)
        where o.id <> e.id and origins.distance < $3),
      asked (other, id) as (
        select id, id from unnest($2::text[]) as o (id)
        union
        select asked.other, e.trigger_execution_id
        from asked
        join executions e on e.id = asked.id
        where e.trigger_execution_id is not null
          and e.document->'trigger'->'variables'->>'state' is null)
      select id as "executionId", namespace, flow_id as "flowId" from executions
      where id in (select other from asked where asked.id in (select origins.id from origins))`,
    values: [executionId, others, FARTHEST],
  });
  return rows;
}
