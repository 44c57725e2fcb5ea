import type { Pool, PoolClient } from 'pg';
import { TERMINATED_STATES } from '../../model/state.js';
import { textList } from '../../platform/database/text-list.js';
import { clientOf, inTransaction } from '../../platform/database/transaction.js';

/**
 * Slots of flows with a concurrency limit (engine.md §15.1). A slot is a row; slots of a flow are counted and taken under
 * an advisory lock of that flow, so the limit holds across processes. Both asking and granting are transactions of their
 * own: asking twice finds the slot already taken, so a turn that fails after it does no harm.
 */
export interface LimitedFlow {
  readonly namespace: string;
  readonly flowId: string;
}

/**
 * Takes slots, in the given order; executions without one join the queue if they are to wait. May be asked again.
 * Returns those that have one.
 */
export async function askSlots(
  pool: Pool,
  flow: LimitedFlow,
  executionIds: readonly string[],
  limit: number,
  queue: boolean,
): Promise<Set<string>> {
  return inTransaction(pool, async (tx) => {
    const client = clientOf(tx);
    await lockFlow(client, flow);
    const { rows } = await client.query<{ taken: number; theirs: string[] | null }>(
      `select count(*)::int as taken, array_agg(execution_id) filter (where execution_id = any($3)) as theirs
       from concurrency_slots where namespace = $1 and flow_id = $2`,
      [flow.namespace, flow.flowId, executionIds],
    );
    const { taken = 0, theirs } = rows[0] ?? {};
    const granted = new Set(theirs);
    const others = executionIds.filter((id) => !granted.has(id));
    const free = Math.max(0, limit - taken);
    others.slice(0, free).forEach((id) => granted.add(id));
    // Asked before, in a turn that was never committed: a place in the queue would bring it a second slot.
    await client.query('delete from concurrency_queue where execution_id = any($1)', [
      [...granted],
    ]);
    await join(client, 'concurrency_slots', flow, [...granted]);
    if (queue) {
      await join(client, 'concurrency_queue', flow, others.slice(free));
    }
    return granted;
  });
}

async function join(
  client: PoolClient,
  table: 'concurrency_slots' | 'concurrency_queue',
  flow: LimitedFlow,
  executionIds: readonly string[],
): Promise<void> {
  if (executionIds.length > 0) {
    await client.query(
      `insert into ${table} (execution_id, namespace, flow_id)
       select id, $1::text, $2::text from unnest($3::text[]) with ordinality as x (id, position) order by position
       on conflict do nothing`,
      [flow.namespace, flow.flowId, executionIds],
    );
  }
}

/**
 * Gives free slots of the flow to its oldest queued executions and writes each the event that lets it go on.
 * Returns the executions that got one.
 */
export async function grantSlots(
  pool: Pool,
  flow: LimitedFlow,
  limit: number,
  at: string,
): Promise<string[]> {
  return inTransaction(pool, async (tx) => {
    const client = clientOf(tx);
    await lockFlow(client, flow);
    const { rows } = await client.query<{ execution_id: string }>(
      `with free as (
         select greatest(0, $3 - count(*)) as n from concurrency_slots where namespace = $1 and flow_id = $2),
       next as (
         delete from concurrency_queue where id in (
           select id from concurrency_queue where namespace = $1 and flow_id = $2
           order by id limit (select n from free))
         returning execution_id),
       slots as (
         insert into concurrency_slots (execution_id, namespace, flow_id) select execution_id, $1, $2 from next
         on conflict do nothing),
       events as (
         insert into execution_events (execution_id, event)
         select execution_id, json_build_object('kind', 'ConcurrencySlotGranted', 'at', $4::text) from next)
       select execution_id from next`,
      [flow.namespace, flow.flowId, limit, at],
    );
    return rows.map((row) => row.execution_id);
  });
}

/** A row whose turn can no longer be committed: it is a minute old, or no process of its time lives. */
const isStale = (row: string): string =>
  `(${row}.created_at < now() - interval '1 minute'
    or not exists (select from services p where p.started_at < ${row}.created_at))`;

/**
 * Frees slots and places that belong to nobody (their execution ended or never came to be) and names the flows that
 * still have somebody waiting.
 */
export async function sweepSlots(pool: Pool): Promise<LimitedFlow[]> {
  const { rows } = await pool.query<{ namespace: string; flow_id: string }>(
    `with dead_slots as (
       delete from concurrency_slots s where exists (
           select from executions e where e.id = s.execution_id and e.state in ${TERMINATED})
         or ${isStale('s')} and not exists (select from executions e where e.id = s.execution_id)),
     dead_places as (
       delete from concurrency_queue q where ${isStale('q')} and not exists (
         select from executions e where e.id = q.execution_id and e.state = 'QUEUED'))
     select distinct namespace, flow_id from concurrency_queue`,
  );
  return rows.map((row) => ({ namespace: row.namespace, flowId: row.flow_id }));
}

/** A slot may have been granted to an execution that never came to be. */
export async function dropStrayEvents(pool: Pool): Promise<void> {
  await pool.query(
    `delete from execution_events v where ${isStale('v')}
       and not exists (select from executions e where e.id = v.execution_id)`,
  );
}

const TERMINATED = textList(TERMINATED_STATES);

async function lockFlow(client: PoolClient, flow: LimitedFlow): Promise<void> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `concurrency:${flow.namespace}:${flow.flowId}`,
  ]);
}
