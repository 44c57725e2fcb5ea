import { Injectable } from '@nestjs/common';
import type { MetricEntry } from '../../model/log-entry.js';
import { Database } from '../../platform/database/database.js';
import {
  deleteInBatches,
  deleteScannedInBatches,
} from '../../platform/database/delete-in-batches.js';
import { dateColumn, filterSql, textColumn } from '../../platform/database/filter-sql.js';
import type { Filter, FilterColumns } from '../../platform/database/filter-sql.js';
import type { Sort } from '../../platform/http/page.js';
import type { Aggregation, Bucket, BucketUnit } from '../metric-buckets.js';

export interface MetricsOf {
  readonly namespace: string;
  readonly flowId: string;
  readonly taskId?: string;
}

export interface MetricPage {
  readonly page: number;
  readonly size: number;
  readonly taskRunId?: string;
  readonly taskId?: string;
  readonly sort?: readonly Sort[];
}

/** What `PurgeMetrics` may ask for; `namespace` is a prefix when there is no flow id. */
export interface MetricPurge {
  readonly namespace?: string;
  readonly flowId?: string;
  readonly startDate?: string;
  readonly endDate: string;
}

const COLUMNS = `namespace, flow_id as "flowId", task_id as "taskId", execution_id as "executionId",
  task_run_id as "taskRunId", type, name, value, timestamp, tags`;
const SORTABLE: Readonly<Record<string, string>> = {
  namespace: 'namespace',
  flowId: 'flow_id',
  taskId: 'task_id',
  executionId: 'execution_id',
  taskrunId: 'task_run_id',
  taskRunId: 'task_run_id',
  name: 'name',
  timestamp: 'timestamp',
  value: 'value',
};

/** Metrics of task runs (engine.md §23.4). */
@Injectable()
export class MetricRepository {
  constructor(private readonly database: Database) {}

  async ofExecution(
    executionId: string,
    page: MetricPage,
  ): Promise<{ results: MetricEntry[]; total: number }> {
    const values = [executionId, page.taskRunId ?? null, page.taskId ?? null];
    const where = `execution_id = $1 and ($2::text is null or task_run_id = $2) and ($3::text is null or task_id = $3)`;
    const order = [...(page.sort ?? []).flatMap(orderBy), 'id'].join(', ');
    const [found, count] = await Promise.all([
      this.database.pool.query<MetricEntry>(
        `select ${COLUMNS} from metrics where ${where} order by ${order} limit ${page.size} offset ${(page.page - 1) * page.size}`,
        values,
      ),
      this.database.pool.query<{ total: number }>(
        `select count(*) as total from metrics where ${where}`,
        values,
      ),
    ]);
    return { results: found.rows.map(withoutNulls), total: count.rows[0]?.total ?? 0 };
  }

  deleteOfExecution(executionId: string): Promise<number> {
    return deleteInBatches(this.database.pool, 'metrics', {
      sql: 'execution_id = $1',
      values: [executionId],
    });
  }

  /** Deletes batch by batch, whether or not the executions still exist; an abort leaves the rest. */
  purge(
    { namespace, flowId, startDate, endDate }: MetricPurge,
    signal?: AbortSignal,
  ): Promise<number> {
    const operation = flowId === undefined ? 'PREFIX' : 'EQUALS';
    const filters: Filter[] = [
      { field: 'timestamp', operation: 'LESS_THAN', value: endDate },
      ...some(startDate, { field: 'timestamp', operation: 'GREATER_THAN' }),
      ...some(namespace, { field: 'namespace', operation }),
      ...some(flowId, { field: 'flowId', operation: 'EQUALS' }),
    ];
    const values: unknown[] = [];
    const sql = filterSql(filters, PURGE_COLUMNS, values);
    return deleteScannedInBatches(this.database.pool, 'metrics', { sql, values }, signal);
  }

  /** Distinct names, or ids of tasks that have any, sorted. */
  async distinct(of: MetricsOf, what: 'name' | 'task_id'): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ value: string }>(
      `select distinct ${what} as value from metrics
       where namespace = $1 and flow_id = $2 and ($3::text is null or task_id = $3) order by 1`,
      [of.namespace, of.flowId, of.taskId ?? null],
    );
    return rows.map(({ value }) => value);
  }

  /** Only buckets that hold something. */
  async aggregate(
    of: MetricsOf & { readonly name: string; readonly startDate: string; readonly endDate: string },
    aggregation: Aggregation,
    unit: BucketUnit,
  ): Promise<Bucket[]> {
    const { rows } = await this.database.pool.query<Bucket>(
      `select date_trunc('${unit}', timestamp) as date, ${aggregation}(value) as value from metrics
       where namespace = $1 and flow_id = $2 and name = $3 and ($4::text is null or task_id = $4)
         and timestamp >= $5 and timestamp <= $6
       group by 1 order by 1`,
      [of.namespace, of.flowId, of.name, of.taskId ?? null, of.startDate, of.endDate],
    );
    return rows;
  }
}

const PURGE_COLUMNS: FilterColumns = {
  timestamp: dateColumn('timestamp'),
  namespace: textColumn('namespace'),
  flowId: textColumn('flow_id'),
};

function some(value: string | undefined, filter: Omit<Filter, 'value'>): Filter[] {
  return value === undefined ? [] : [{ ...filter, value }];
}

function orderBy({ field, direction }: Sort): string[] {
  const column = SORTABLE[field];
  return column === undefined ? [] : [`${column} ${direction === 'asc' ? 'asc' : 'desc'}`];
}

function withoutNulls(row: MetricEntry): MetricEntry {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null),
  ) as unknown as MetricEntry;
}
