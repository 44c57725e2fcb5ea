import { Injectable } from '@nestjs/common';
import { NotFoundError } from '../../model/errors.js';
import { FindFlow } from '../../flows/index.js';
import { Database } from '../../platform/database/index.js';
import type { TriggersPort } from '../../plugins/api/run-context.js';

/** Triggers as tasks may handle them (triggers.md §8). */
@Injectable()
export class TriggerTools implements TriggersPort {
  constructor(
    private readonly database: Database,
    private readonly flows: FindFlow,
  ) {}

  async setEnabled(
    { namespace, flowId, triggerId }: { namespace: string; flowId: string; triggerId: string },
    enabled: boolean,
  ): Promise<void> {
    const flow = (await this.flows.find(namespace, flowId))?.flow;
    const trigger = flow?.triggers.find(({ id }) => id === triggerId);
    if (flow === undefined || trigger === undefined) {
      throw new NotFoundError(`Unable to find the trigger ${namespace}.${flowId}.${triggerId}`);
    }
    await this.database.pool.query(
      `insert into triggers (namespace, flow_id, trigger_id, type, flow_revision, disabled) values ($1, $2, $3, $4, $5, $6)
       on conflict (namespace, flow_id, trigger_id) do update set disabled = excluded.disabled, updated_at = now()`,
      [namespace, flowId, triggerId, trigger.type, flow.revision, !enabled],
    );
  }
}
