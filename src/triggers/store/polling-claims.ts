import { Injectable } from '@nestjs/common';
import { stringifyJson } from '../../model/json.js';
import type { TriggerState } from '../../model/trigger.js';
import { Database } from '../../platform/database/database.js';
import type { ProcessRegistry } from '../../queues/index.js';
import { type Settlement, settleStatement, toRow } from './due-triggers.js';
import { TRIGGER_COLUMNS, toTriggerState, type TriggerRow } from './trigger-row.js';

/** Polling triggers that workers evaluate. The row of the worker's process in `services` is the lease. */
@Injectable()
export class PollingClaims {
  constructor(private readonly database: Database) {}

  /** Takes due triggers of the worker's group, or of none, that nobody evaluates; earliest first. */
  async claim(
    { processId, workerGroup }: Pick<ProcessRegistry, 'processId' | 'workerGroup'>,
    limit: number,
  ): Promise<TriggerState[]> {
    const { rows } = await this.database.pool.query<TriggerRow>({
      name: 'claim-polling-triggers',
      text: `update triggers t set evaluating_since = clock_timestamp(), worker_id = $1
        where (t.namespace, t.flow_id, t.trigger_id) in (
          select d.namespace, d.flow_id, d.trigger_id from triggers d
          where d.kind = 'POLLING' and d.next_date <= clock_timestamp() and not d.disabled and d.next_date is not null
            and d.execution_id is null and d.evaluating_since is null and d.worker_group is not distinct from $3
          order by d.next_date limit $2 for update skip locked)
        and exists (select from services where id = $1)
        returning ${TRIGGER_COLUMNS}`,
      values: [processId, limit, workerGroup ?? null],
    });
    return rows.map(toTriggerState);
  }

  /** `version` is the instant of the claim: what was unlocked or claimed anew meanwhile is left alone. */
  async settle(settlement: Settlement): Promise<void> {
    await this.database.pool.query({
      name: 'settle-polling-trigger',
      text: settleStatement('t.evaluating_since = x.version::timestamptz'),
      values: [stringifyJson([toRow(settlement)])],
    });
  }

  /** Gives up what this worker holds and what dead workers held (triggers.md §2, scheduler start). */
  async release(workerId?: string): Promise<void> {
    await this.database.pool.query(
      `update triggers t set evaluating_since = null, worker_id = null
       where t.evaluating_since is not null
         and (t.worker_id = $1 or not exists (select from services s where s.id = t.worker_id))`,
      [workerId ?? null],
    );
  }
}
