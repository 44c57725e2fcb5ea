import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

/** Running executions of a flow that has a limit. */
export interface UsedSlots {
  readonly tenantId: string;
  readonly namespace: string;
  readonly flowId: string;
  readonly running: number;
}

/** Reads the slots that executors take and give back. */
@Injectable()
export class ConcurrencySlots {
  constructor(private readonly database: Database) {}

  async used(): Promise<UsedSlots[]> {
    const { rows } = await this.database.pool.query<UsedSlots>(
      `select 'main' as "tenantId", namespace, flow_id as "flowId", count(*)::integer as running
       from concurrency_slots group by namespace, flow_id order by namespace, flow_id`,
    );
    return rows;
  }
}
