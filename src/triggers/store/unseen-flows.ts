import { Injectable } from '@nestjs/common';
import { stringifyJson } from '../../model/json.js';
import type { StateType } from '../../model/state.js';
import type { RecoverMode, TriggerKind, TriggerRef } from '../../model/trigger.js';
import { Database } from '../../platform/database/database.js';

export interface FlowKey {
  readonly namespace: string;
  readonly id: string;
  readonly revision: number;
}

/** What a flow says of one of its triggers. */
export interface DeclaredTrigger extends TriggerRef {
  readonly type: string;
  readonly kind: TriggerKind;
  readonly revision: number;
  readonly hash: string;
  readonly recover: RecoverMode;
  readonly stopAfter?: readonly StateType[];
  /** Whose workers evaluate it, if it is a polling trigger. */
  readonly workerGroup?: string;
  /** Instant; absent while the flow or the trigger is switched off in the document. */
  readonly firstDate?: string;
}

const CHANGED = 't.definition_hash is distinct from excluded.definition_hash';

/** Saved and deleted flows whose triggers have no rows yet. */
@Injectable()
export class UnseenFlows {
  constructor(private readonly database: Database) {}

  /** At most `limit`, without the revisions `skipped`, named `namespace/id/revision`. */
  async list(limit: number, skipped: readonly string[] = []): Promise<FlowKey[]> {
    const { rows } = await this.database.pool.query<FlowKey>({
      name: 'unseen-flows',
      text: `select namespace, id, revision from flows
        where latest and not triggers_seen and namespace || '/' || id || '/' || revision <> all($2::text[])
        order by namespace, id limit $1`,
      values: [limit, skipped],
    });
    return rows;
  }

  async isUnseen(namespace: string, id: string): Promise<boolean> {
    const { rows } = await this.database.pool.query<{ unseen: boolean }>(
      'select not triggers_seen as unseen from flows where namespace = $1 and id = $2 and latest',
      [namespace, id],
    );
    return rows[0]?.unseen ?? false;
  }

  /**
   * Makes the rows what the flows declare (triggers.md §2): triggers that are gone lose their state, changed ones begin
   * anew, one switched off through the API stays off. The row of the flow is the lock: whoever sees it first does it,
   * and a revision that was replaced meanwhile is left to the next round.
   */
  async see(flows: readonly FlowKey[], declared: readonly DeclaredTrigger[]): Promise<void> {
    await this.database.pool.query({
      name: 'see-triggers',
      text: `with seen as (
          update flows f set triggers_seen = true
          from json_to_recordset($1::json) as x(namespace text, id text, revision integer)
          where f.namespace = x.namespace and f.id = x.id and f.revision = x.revision and f.latest and not f.triggers_seen
          returning f.namespace, f.id, f.deleted),
        declared as (
          select d.* from json_to_recordset($2::json) as d(namespace text, "flowId" text, "triggerId" text, type text,
            kind text, revision integer, hash text, recover text, "stopAfter" text[], "workerGroup" text, "firstDate" timestamptz)
          join seen on seen.namespace = d.namespace and seen.id = d."flowId"),
        removed as (
          delete from triggers t using seen s
          where t.namespace = s.namespace and t.flow_id = s.id and not exists (
            select from declared d where d.namespace = t.namespace and d."flowId" = t.flow_id and d."triggerId" = t.trigger_id)
          returning 1),
        forgotten as (
          delete from trigger_windows w using seen s
          where w.namespace = s.namespace and w.flow_id = s.id and s.deleted returning 1)
        insert into triggers as t (namespace, flow_id, trigger_id, type, kind, flow_revision, definition_hash, recover,
          stop_after, worker_group, next_date)
        select namespace, "flowId", "triggerId", type, kind, revision, hash, recover, "stopAfter", "workerGroup", "firstDate"
        from declared
        on conflict (namespace, flow_id, trigger_id) do update set type = excluded.type, kind = excluded.kind,
          flow_revision = excluded.flow_revision, definition_hash = excluded.definition_hash, recover = excluded.recover,
          stop_after = excluded.stop_after, worker_group = excluded.worker_group, updated_at = clock_timestamp(),
          next_date = case when excluded.next_date is null then null
            when t.backfill->>'paused' = 'false' then (t.backfill->>'currentDate')::timestamptz
            when t.next_date is null or ${CHANGED} then excluded.next_date
            else t.next_date end`,
      values: [stringifyJson(flows), stringifyJson(declared)],
    });
  }
}
