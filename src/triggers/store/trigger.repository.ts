import { Injectable } from '@nestjs/common';
import { stringifyJson } from '../../model/json.js';
import type { TriggerRef, TriggerState } from '../../model/trigger.js';
import { Config } from '../../platform/config/index.js';
import { Database } from '../../platform/database/database.js';
import {
  dateColumn,
  filterSql,
  scopeColumn,
  searchColumn,
  sinceColumn,
  textColumn,
} from '../../platform/database/filter-sql.js';
import { filteredQuery } from '../../platform/database/filtered-query.js';
import type { Filter, FilterColumns } from '../../platform/database/filter-sql.js';
import { clientOf } from '../../platform/database/transaction.js';
import type { PagedResults, Sort } from '../../platform/http/index.js';
import { TRIGGER_COLUMNS, toTriggerState, type TriggerRow } from './trigger-row.js';

/** What may be written from outside the scheduler; an absent member clears its column. */
export type TriggerChange = Pick<
  TriggerState,
  'disabled' | 'nextDate' | 'backfill' | 'executionId' | 'evaluatingSince' | 'workerId'
>;

const SORT_COLUMNS = {
  namespace: 't.namespace',
  flowId: 't.flow_id',
  triggerId: 't.trigger_id',
  executionId: 't.execution_id',
  nextExecutionDate: 't.next_date',
} as const;
export type TriggerSortField = keyof typeof SORT_COLUMNS;
export const TRIGGER_SORT_FIELDS = Object.keys(SORT_COLUMNS) as readonly TriggerSortField[];

/** Which date `startDate`, `endDate` and `timeRange` mean (api.md §3). */
export const DATE_FILTERS = {
  NEXT_EXECUTION_DATE: 't.next_date',
  LAST_TRIGGERED_DATE: 't.last_date',
} as const;
export type DateFilter = keyof typeof DATE_FILTERS;

export interface TriggerSelection {
  readonly filters: readonly Filter[];
  readonly dateFilter?: DateFilter;
}

export interface TriggerPage {
  readonly limit?: number;
  readonly offset?: number;
  readonly sorts?: readonly Sort<TriggerSortField>[];
}

/** Stored triggers as people see and change them. Every write of a row makes the scheduler's own reading of it stale. */
@Injectable()
export class TriggerRepository {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  async find({ namespace, flowId, triggerId }: TriggerRef): Promise<TriggerState | undefined> {
    const { rows } = await this.database.pool.query<TriggerRow>(
      `select ${TRIGGER_COLUMNS} from triggers t where namespace = $1 and flow_id = $2 and trigger_id = $3`,
      [namespace, flowId, triggerId],
    );
    return rows[0] && toTriggerState(rows[0]);
  }

  /** Without a limit everything that matches. */
  async search(
    { filters, dateFilter = 'NEXT_EXECUTION_DATE' }: TriggerSelection,
    { limit, offset = 0, sorts = [] }: TriggerPage = {},
  ): Promise<PagedResults<TriggerState>> {
    const values: unknown[] = [];
    const where = filterSql(
      filters,
      columnsOf(this.config.flow.systemNamespace, DATE_FILTERS[dateFilter]),
      values,
    );
    const order = [
      ...sorts.map(({ field, direction }) => `${SORT_COLUMNS[field]} ${direction}`),
      't.namespace, t.flow_id, t.trigger_id',
    ].join(', ');
    const page = limit === undefined ? '' : `limit ${limit} offset ${offset}`;
    const { pool } = this.database;
    const [found, count] = await Promise.all([
      filteredQuery<TriggerRow>(
        pool,
        `select ${TRIGGER_COLUMNS} from triggers t where ${where} order by ${order} ${page}`,
        values,
      ),
      filteredQuery<{ total: number }>(
        pool,
        `select count(*) as total from triggers t where ${where}`,
        values,
      ),
    ]);
    return { results: found.rows.map(toTriggerState), total: count.rows[0]?.total ?? 0 };
  }

  /** Changes the row under its lock and wakes the scheduler. Undefined: there is no such trigger. */
  async modify(
    ref: TriggerRef,
    change: (state: TriggerState) => TriggerChange | Promise<TriggerChange>,
  ): Promise<TriggerState | undefined> {
    const { namespace, flowId, triggerId } = ref;
    return this.database.transaction(async (tx) => {
      const client = clientOf(tx);
      const where = 'where namespace = $1 and flow_id = $2 and trigger_id = $3';
      const key = [namespace, flowId, triggerId];
      const read = await client.query<TriggerRow>(
        `select ${TRIGGER_COLUMNS} from triggers t ${where} for update`,
        key,
      );
      if (read.rows[0] === undefined) {
        return undefined;
      }
      const next = await change(toTriggerState(read.rows[0]));
      const written = await client.query<TriggerRow>(
        `update triggers t set disabled = $4, next_date = $5, backfill = $6, execution_id = $7, evaluating_since = $8,
           worker_id = $9, updated_at = clock_timestamp() ${where} returning ${TRIGGER_COLUMNS}`,
        [
          ...key,
          next.disabled,
          next.nextDate ?? null,
          next.backfill === undefined ? null : stringifyJson(next.backfill),
          next.executionId ?? null,
          next.evaluatingSince ?? null,
          next.workerId ?? null,
        ],
      );
      await client.query(`select pg_notify('triggers', '')`);
      return written.rows[0] && toTriggerState(written.rows[0]);
    });
  }

  /** Drops the state; the scheduler sees the flow anew and begins again. False: there was none. */
  async delete({ namespace, flowId, triggerId }: TriggerRef): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(
      `with gone as (
         delete from triggers where namespace = $1 and flow_id = $2 and trigger_id = $3 returning 1),
       unseen as (
         update flows set triggers_seen = false
         where namespace = $1 and id = $2 and latest and exists (select from gone) returning 1)
       select pg_notify('triggers', '') from gone`,
      [namespace, flowId, triggerId],
    );
    return (rowCount ?? 0) > 0;
  }
}

function columnsOf(systemNamespace: string, date: string): FilterColumns {
  return {
    q: searchColumn(`concat_ws(' ', t.flow_id, t.namespace, t.trigger_id, t.execution_id)`),
    scope: scopeColumn('t.namespace', systemNamespace),
    namespace: textColumn('t.namespace'),
    flowId: textColumn('t.flow_id'),
    triggerId: textColumn('t.trigger_id'),
    workerId: textColumn('t.worker_id'),
    triggerState: textColumn(`case when t.disabled then 'DISABLED' else 'ENABLED' end`),
    locked: textColumn(`(t.execution_id is not null or t.evaluating_since is not null)::text`),
    startDate: dateColumn(date),
    endDate: dateColumn(date),
    timeRange: sinceColumn(date),
  };
}
