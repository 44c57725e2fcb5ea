import { Injectable } from '@nestjs/common';
import { creationCtes, newExecutionRow } from '../../executions/index.js';
import type { Execution } from '../../model/execution.js';
import { instantText } from '../../model/instant.js';
import { stringifyJson } from '../../model/json.js';
import type { StateType } from '../../model/state.js';
import { Database } from '../../platform/database/database.js';
import { clientOf, type Tx } from '../../platform/database/transaction.js';

/** An execution reached a state that Flow triggers may listen to. */
export interface Announcement {
  readonly executionId: string;
  readonly state: StateType;
  /** Index in the history of the execution. */
  readonly position: number;
}

/** What executions have fulfilled so far within a window (triggers.md §5.3). Instants in milliseconds. */
export interface StoredWindow {
  readonly start: number;
  readonly end: number;
  /** By requirement, the execution that met it. */
  readonly results: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface WindowKey {
  readonly namespace: string;
  readonly flowId: string;
  readonly conditionId: string;
}

/** Any number, the same in every process. */
const CONSUMER_LOCK = 4_507_373;

/** Announcements and what is made of them share a transaction: each is consumed once, with all its effects. */
@Injectable()
export class Announcements {
  constructor(private readonly database: Database) {}

  /**
   * Calls `consume` with the oldest announcements. One consumer at a time in all processes, in the order in which they
   * were made: windows depend on it. Returns how many there were; 0 also while another process consumes.
   */
  async take(
    limit: number,
    consume: (batch: Announcement[], tx: Tx) => Promise<void>,
  ): Promise<number> {
    return this.database.transaction(async (tx) => {
      const client = clientOf(tx);
      const lock = await client.query<{ locked: boolean }>(
        'select pg_try_advisory_xact_lock($1) as locked',
        [CONSUMER_LOCK],
      );
      if (lock.rows[0]?.locked !== true) {
        return 0;
      }
      const { rows } = await client.query<Announcement & { id: number }>({
        name: 'take-announcements',
        text: `delete from announcements where id in (select id from announcements order by id limit $1)
          returning id, execution_id as "executionId", state, position`,
        values: [limit],
      });
      if (rows.length > 0) {
        await consume(
          rows.sort((left, right) => left.id - right.id),
          tx,
        );
      }
      return rows.length;
    });
  }

  async window(
    tx: Tx,
    { namespace, flowId, conditionId }: WindowKey,
  ): Promise<StoredWindow | undefined> {
    const { rows } = await clientOf(tx).query<StoredWindow & { start: string; end: string }>(
      `select starts_at as start, ends_at as end, results, coalesce(outputs, '{}') as outputs from trigger_windows
       where namespace = $1 and flow_id = $2 and condition_id = $3`,
      [namespace, flowId, conditionId],
    );
    const [row] = rows;
    return (
      row && { ...row, start: Date.parse(String(row.start)), end: Date.parse(String(row.end)) }
    );
  }

  async storeWindow(
    tx: Tx,
    { namespace, flowId, conditionId }: WindowKey,
    window: StoredWindow,
  ): Promise<void> {
    await clientOf(tx).query(
      `insert into trigger_windows (namespace, flow_id, condition_id, starts_at, ends_at, results, outputs)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (namespace, flow_id, condition_id) do update set starts_at = excluded.starts_at,
         ends_at = excluded.ends_at, results = excluded.results, outputs = excluded.outputs`,
      [
        namespace,
        flowId,
        conditionId,
        instantText(window.start),
        instantText(window.end),
        stringifyJson(window.results),
        stringifyJson(window.outputs),
      ],
    );
  }

  async deleteWindow(tx: Tx, { namespace, flowId, conditionId }: WindowKey): Promise<void> {
    await clientOf(tx).query(
      'delete from trigger_windows where namespace = $1 and flow_id = $2 and condition_id = $3',
      [namespace, flowId, conditionId],
    );
  }

  async purgeExpiredWindows(): Promise<void> {
    await this.database.pool.query('delete from trigger_windows where ends_at < now()');
  }

  async create(tx: Tx, executions: readonly Execution[]): Promise<void> {
    await clientOf(tx).query({
      name: 'create-triggered-executions',
      text: `with made as (select r.execution from json_to_recordset($1::json) as r(execution json)),
        ${creationCtes('made')}
        select count(*), pg_notify('execution_events', '') from told`,
      values: [
        stringifyJson(executions.map((execution) => ({ execution: newExecutionRow(execution) }))),
      ],
    });
  }
}
