import { Injectable } from '@nestjs/common';
import type { LogEntry } from '../../model/log-entry.js';
import type { BucketUnit } from '../metric-buckets.js';
import { LOG_LEVELS } from '../../model/task.js';
import type { LogLevel } from '../../model/task.js';
import { IllegalArgumentError } from '../../model/errors.js';
import { Config } from '../../platform/config/index.js';
import { Database } from '../../platform/database/database.js';
import {
  deleteInBatches,
  deleteScannedInBatches,
} from '../../platform/database/delete-in-batches.js';
import type { Sort } from '../../platform/http/page.js';
import {
  dateColumn,
  filterSql,
  numberColumn,
  scopeColumn,
  searchColumn,
  sinceColumn,
  textColumn,
} from '../../platform/database/filter-sql.js';
import { filteredQuery } from '../../platform/database/filtered-query.js';
import type { Filter, FilterColumn, FilterColumns } from '../../platform/database/filter-sql.js';

/** A stored line. `id` grows with time of writing, but lines of several writers may appear out of order. */
export interface StoredLog extends LogEntry {
  readonly id: number;
}

export interface LogSearch {
  readonly page: number;
  readonly size: number;
  readonly sort?: readonly Sort[];
}

/** What `PurgeLogs` may ask for; `namespace` is a prefix when there is no flow id. */
export interface LogPurge {
  readonly namespace?: string;
  readonly flowId?: string;
  readonly executionId?: string;
  readonly triggerId?: string;
  readonly levels?: readonly LogLevel[];
  readonly startDate?: string;
  readonly endDate: string;
}

const COLUMNS = `id, namespace, flow_id as "flowId", task_id as "taskId", execution_id as "executionId",
  task_run_id as "taskRunId", attempt_number as "attemptNumber", trigger_id as "triggerId", timestamp, level, thread,
  message`;
const SORTABLE: Readonly<Record<string, string>> = {
  timestamp: 'timestamp',
  level: 'level',
  namespace: 'namespace',
  flowId: 'flow_id',
  taskId: 'task_id',
  executionId: 'execution_id',
};
const ROWS_PER_FETCH = 1_000;

/** Lines of product data (engine.md §23.3); levels are stored as numbers, TRACE is 0. */
@Injectable()
export class LogRepository {
  private readonly columns: FilterColumns;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.columns = logColumns(config.flow.systemNamespace);
  }

  /** Throws IllegalArgumentError for a field, operation or value that logs do not support. */
  check(filters: readonly Filter[]): void {
    filterSql(filters, this.columns, []);
  }

  async search(
    filters: readonly Filter[],
    page: LogSearch,
  ): Promise<{ results: StoredLog[]; total: number }> {
    const values: unknown[] = [];
    const where = filterSql(filters, this.columns, values);
    const order = [...(page.sort ?? []).flatMap(orderBy), 'id desc'].join(', ');
    const [found, count] = await Promise.all([
      filteredQuery<LogRow>(
        this.database.pool,
        `select ${COLUMNS} from logs where ${where} order by ${order} limit ${page.size} offset ${(page.page - 1) * page.size}`,
        values,
      ),
      filteredQuery<{ total: number }>(
        this.database.pool,
        `select count(*) as total from logs where ${where}`,
        values,
      ),
    ]);
    return { results: found.rows.map(toLog), total: count.rows[0]?.total ?? 0 };
  }

  /** Lines of one execution after the line `after`, oldest first; no more than `limit`. */
  async ofExecution(
    executionId: string,
    filters: readonly Filter[],
    { after = 0, limit }: { after?: number; limit?: number } = {},
  ): Promise<StoredLog[]> {
    const values: unknown[] = [executionId, after];
    const where = filterSql(filters, this.columns, values);
    const { rows } = await filteredQuery<LogRow>(
      this.database.pool,
      `select ${COLUMNS} from logs where execution_id = $1 and id > $2 and ${where} order by id
       ${limit === undefined ? '' : `limit ${limit}`}`,
      values,
    );
    return rows.map(toLog);
  }

  /** The same for any number of lines with little memory. */
  async *streamOfExecution(
    executionId: string,
    filters: readonly Filter[],
  ): AsyncGenerator<StoredLog> {
    for (let after = 0; ;) {
      const lines = await this.ofExecution(executionId, filters, { after, limit: ROWS_PER_FETCH });
      yield* lines;
      const last = lines.at(-1);
      if (last === undefined || lines.length < ROWS_PER_FETCH) {
        return;
      }
      after = last.id;
    }
  }

  deleteOfExecution(executionId: string, filters: readonly Filter[]): Promise<number> {
    const values: unknown[] = [executionId];
    const sql = `execution_id = $1 and ${filterSql(filters, this.columns, values)}`;
    return deleteInBatches(this.database.pool, 'logs', { sql, values });
  }

  /** Lines of triggers of a flow, which belong to no execution; without `triggerId` of all its triggers. */
  deleteOfFlow(namespace: string, flowId: string, triggerId?: string): Promise<number> {
    return deleteInBatches(this.database.pool, 'logs', {
      sql: 'namespace = $1 and flow_id = $2 and trigger_id is not null and ($3::text is null or trigger_id = $3)',
      values: [namespace, flowId, triggerId ?? null],
    });
  }

  /** Deletes batch by batch; an abort leaves the rest. */
  purge(purge: LogPurge, signal?: AbortSignal): Promise<number> {
    const { namespace, flowId, executionId, triggerId, levels, startDate, endDate } = purge;
    const filters: Filter[] = [
      { field: 'endDate', operation: 'LESS_THAN', value: endDate },
      ...(startDate === undefined
        ? []
        : [{ field: 'startDate', operation: 'GREATER_THAN', value: startDate } as const]),
      ...(namespace === undefined
        ? []
        : [
            {
              field: 'namespace',
              operation: flowId === undefined ? 'PREFIX' : 'EQUALS',
              value: namespace,
            } as const,
          ]),
      ...Object.entries({ flowId, executionId, triggerId })
        .filter(([, value]) => value !== undefined)
        .map(([field, value]) => ({ field, operation: 'EQUALS', value }) as const),
    ];
    const values: unknown[] = [];
    let sql = filterSql(filters, this.columns, values);
    if (levels !== undefined && levels.length > 0) {
      values.push(levels.map(levelNumber));
      sql += ` and level = any($${values.length}::smallint[])`;
    }
    return deleteScannedInBatches(this.database.pool, 'logs', { sql, values }, signal);
  }

  /** One statement for any number of lines; for lines that belong to no turn of an executor. */
  async append(entries: readonly LogEntry[]): Promise<void> {
    if (entries.length === 0) {
      return;
    }
    const column = <K extends keyof LogEntry>(key: K): (LogEntry[K] | null)[] =>
      entries.map((e) => e[key] ?? null);
    await this.database.pool.query({
      name: 'logs-append',
      text: `insert into logs (timestamp, level, namespace, flow_id, task_id, execution_id, task_run_id, attempt_number,
          trigger_id, thread, message)
        select * from unnest($1::timestamptz[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
          $8::integer[], $9::text[], $10::text[], $11::text[])`,
      values: [
        column('timestamp'),
        entries.map(({ level }) => levelNumber(level)),
        column('namespace'),
        column('flowId'),
        column('taskId'),
        column('executionId'),
        column('taskRunId'),
        column('attemptNumber'),
        column('triggerId'),
        column('thread'),
        entries.map(({ message }) => message.replaceAll('\0', '\ufffd')),
      ],
    });
  }

  /** Lines per bucket of time and level, for what the filters leave. */
  async countByBucket(
    filters: readonly Filter[],
    unit: BucketUnit,
  ): Promise<{ bucket: string; level: LogLevel; count: number }[]> {
    const values: unknown[] = [];
    const where = filterSql(filters, this.columns, values);
    values.push(unit);
    const { rows } = await filteredQuery<{ bucket: string; level: number; count: number }>(
      this.database.pool,
      `select to_char(date_trunc($${values.length}, timestamp at time zone 'UTC'), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as bucket,
         level, count(*)::int as count
       from logs where ${where} group by 1, 2`,
      values,
    );
    return rows.map((row) => ({ ...row, level: LOG_LEVELS[row.level] ?? 'INFO' }));
  }
}

type LogRow = { readonly [K in keyof StoredLog]: K extends 'level' ? number : StoredLog[K] | null };

function toLog(row: LogRow): StoredLog {
  const entry = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return { ...entry, level: LOG_LEVELS[row.level] ?? 'INFO' } as StoredLog;
}

function levelNumber(level: LogLevel): number {
  return LOG_LEVELS.indexOf(level);
}

function logColumns(systemNamespace: string): FilterColumns {
  const everything = `concat_ws(' ', namespace, flow_id, task_id, execution_id, task_run_id, trigger_id, message, thread)`;
  return {
    q: searchColumn(everything),
    scope: scopeColumn('namespace', systemNamespace),
    namespace: textColumn('namespace'),
    flowId: textColumn('flow_id'),
    triggerId: textColumn('trigger_id'),
    executionId: textColumn('execution_id'),
    taskId: textColumn('task_id'),
    taskRunId: textColumn('task_run_id'),
    attemptNumber: numberColumn('attempt_number'),
    level: levelThreshold,
    startDate: dateColumn('timestamp'),
    endDate: dateColumn('timestamp'),
    timeRange: sinceColumn('timestamp'),
  };
}

/** A level means itself and everything worse, whatever the operation (api.md §3). */
const levelThreshold: FilterColumn = ({ value }, bind) => {
  const level = LOG_LEVELS.find((candidate) => candidate === String(value).toUpperCase());
  if (level === undefined) {
    throw new IllegalArgumentError(
      `\`${String(value)}\` is not a log level, use one of ${LOG_LEVELS.join(', ')}`,
    );
  }
  return `level >= ${bind(levelNumber(level))}`;
};

function orderBy({ field, direction }: Sort): string[] {
  const column = SORTABLE[field];
  return column === undefined ? [] : [`${column} ${direction === 'asc' ? 'asc' : 'desc'}`];
}
