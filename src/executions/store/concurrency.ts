import type { Pool, PoolClient } from 'pg';
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

/** Takes a slot; without a free one the execution joins the queue if it is to wait. May be asked again. */
export async function askSlot(
  pool: Pool,
  flow: LimitedFlow,
  executionId: string,
  limit: number,
  queue: boolean,
): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const client = clientOf(tx);
    await lockFlow(client, flow);
    const { rows } = await client.query<{ taken: number; mine: boolean }>(
      `select count(*)::int as taken, coalesce(bool_or(execution_id = $3), false) as mine
       from concurrency_slots where namespace = $1 and flow_id = $2`,
      [flow.namespace, flow.flowId, executionId],
    );
    const slots = rows[0];
    const granted = slots?.mine === true || (slots?.taken ?? 0) < limit;
    const table = granted ? 'concurrency_slots' : 'concurrency_queue';
    if (granted) {
      // Asked before, in a turn that was never committed: a place in the queue would bring it a second slot.
      await client.query('delete from concurrency_queue where execution_id = $1', [executionId]);
    }
    if (granted || queue) {
      await client.query(
        `insert into ${table} (execution_id, namespace, flow_id) values ($1, $2, $3) on conflict do nothing`,
        [executionId, flow.namespace, flow.flowId],
      );
    }
    return granted;
  });
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
           select from executions e where e.id = s.execution_id and e.state in (${TERMINATED}))
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

const TERMINATED = `'SUCCESS', 'WARNING', 'FAILED', 'KILLED', 'CANCELLED', 'RETRIED', 'SKIPPED'`;

async function lockFlow(client: PoolClient, flow: LimitedFlow): Promise<void> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `concurrency:${flow.namespace}:${flow.flowId}`,
  ]);
}
