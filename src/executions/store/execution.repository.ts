import { setImmediate as nextRound } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { NotFoundError } from '../../model/errors.js';
import type { Execution } from '../../model/execution.js';
import { parseJson } from '../../model/json.js';
import type { TaskRun } from '../../model/task-run.js';
import type { Sort } from '../../platform/http/index.js';
import { Database } from '../../platform/database/database.js';
import { filteredQuery } from '../../platform/database/filtered-query.js';
import type { ExecutionDocument } from '../execution-gateway.js';
import type { Where } from './execution-filter.js';

const PARSED_AT_ONCE = 500;

/** Reads of executions; only their owners write them. */
@Injectable()
export class ExecutionRepository {
  constructor(private readonly database: Database) {}

  /** Execution and task runs of one snapshot. */
  async find(executionId: string): Promise<ExecutionDocument | undefined> {
    const { rows } = await this.database.pool.query<DocumentRow>({
      name: 'execution-with-task-runs',
      text: `select -1 as position, document::text as document, null as outputs from executions where id = $1
             union all
             select position, document::text, outputs::text from task_runs where execution_id = $1
             order by position`,
      values: [executionId],
    });
    const [first, ...taskRuns] = rows;
    if (first?.position !== -1) {
      return undefined;
    }
    const execution = parseJson(first.document) as Execution;
    return { execution, taskRuns: await parsed(taskRuns) };
  }

  async get(executionId: string): Promise<ExecutionDocument> {
    const found = await this.find(executionId);
    if (!found) {
      throw new NotFoundError();
    }
    return found;
  }

  /** Without its task runs. */
  async findExecution(executionId: string): Promise<Execution | undefined> {
    const { rows } = await this.database.pool.query<{ document: string }>({
      name: 'execution',
      text: 'select document::text as document from executions where id = $1',
      values: [executionId],
    });
    return rows[0] && (parseJson(rows[0].document) as Execution);
  }

  /** Those that exist, in no order. */
  async listByIds(executionIds: readonly string[]): Promise<Execution[]> {
    const { rows } = await this.database.pool.query<{ document: string }>(
      'select document::text as document from executions where id = any($1::text[])',
      [executionIds],
    );
    return rows.map((row) => parseJson(row.document) as Execution);
  }

  async listTaskRuns(executionIds: readonly string[]): Promise<Map<string, TaskRun[]>> {
    const { rows } = await this.database.pool.query<ListedTaskRunRow>(
      `select execution_id, position, document::text as document, outputs::text as outputs
       from task_runs where execution_id = any($1::text[]) order by execution_id, position`,
      [executionIds],
    );
    return byExecution(rows);
  }

  /** Those of the executions that have at most `most` task runs; of the others none is read beyond that. */
  async listTaskRunsOfSmall(
    executionIds: readonly string[],
    most: number,
  ): Promise<Map<string, TaskRun[]>> {
    const { rows } = await this.database.pool.query<ListedTaskRunRow>(
      `select t.* from unnest($1::text[]) as e (id),
       lateral (select count(*) as task_runs from (
         select 1 from task_runs where execution_id = e.id limit $2 + 1) first) c,
       lateral (select execution_id, position, document::text as document, outputs::text as outputs
                from task_runs where execution_id = e.id and c.task_runs <= $2 order by position) t`,
      [executionIds, most],
    );
    return byExecution(rows);
  }

  /** One page, newest first unless ordered otherwise. */
  async list(
    where: Where,
    sorts: readonly Sort<SortField>[],
    page: { readonly limit: number; readonly offset: number },
  ): Promise<Execution[]> {
    const { sql, values } = where;
    const { rows } = await filteredQuery<{ document: string }>(
      this.database.pool,
      `select document::text as document from executions where ${sql}
       order by ${orderBy(sorts)} limit $${values.length + 1} offset $${values.length + 2}`,
      [...values, page.limit, page.offset],
    );
    return rows.map((row) => parseJson(row.document) as Execution);
  }

  async count(where: Where): Promise<number> {
    const { rows } = await filteredQuery<{ total: string }>(
      this.database.pool,
      `select count(*)::text as total from executions where ${where.sql}`,
      [...where.values],
    );
    return Number(rows[0]?.total ?? 0);
  }

  async listIds(where: Where): Promise<string[]> {
    const { rows } = await filteredQuery<{ id: string }>(
      this.database.pool,
      `select id from executions where ${where.sql} order by start_date, id`,
      [...where.values],
    );
    return rows.map((row) => row.id);
  }

  /** The newest execution of each flow that has one. */
  async listLatest(
    flows: readonly { readonly namespace: string; readonly flowId: string }[],
  ): Promise<Execution[]> {
    const { rows } = await this.database.pool.query<{ document: string }>(
      `select e.document from unnest($1::text[], $2::text[]) as f (namespace, flow_id),
       lateral (select document::text as document from executions x
                where x.namespace = f.namespace and x.flow_id = f.flow_id
                order by x.start_date desc limit 1) e`,
      [flows.map((flow) => flow.namespace), flows.map((flow) => flow.flowId)],
    );
    return rows.map((row) => parseJson(row.document) as Execution);
  }

  /** Distinct values of a searchable field, sorted. */
  async listDistinct(field: string, where: Where, limit: number): Promise<string[]> {
    const column = DISTINCT_FIELDS[field];
    if (column === undefined) {
      return [];
    }
    const { rows } = await filteredQuery<{ value: string }>(
      this.database.pool,
      `select distinct ${column} as value from executions
       where ${where.sql} and ${column} is not null order by 1 limit $${where.values.length + 1}`,
      [...where.values, limit],
    );
    return rows.map((row) => row.value);
  }
}

const SORT_COLUMNS = {
  id: 'id',
  namespace: 'namespace',
  flowId: 'flow_id',
  'state.current': 'state',
  'state.startDate': 'start_date',
  'state.endDate': 'end_date',
  'state.duration': 'coalesce(end_date, now()) - start_date',
} as const;
/** api.md §1.2. */
export type SortField = keyof typeof SORT_COLUMNS;
export const SORT_FIELDS = Object.keys(SORT_COLUMNS) as readonly SortField[];

/** Fields whose values clients may ask for. */
const DISTINCT_FIELDS: Readonly<Record<string, string>> = {
  namespace: 'namespace',
  flowId: 'flow_id',
  state: 'state',
  kind: 'kind',
  triggerExecutionId: 'trigger_execution_id',
};

interface DocumentRow {
  readonly position: number;
  readonly document: string;
  readonly outputs: string | null;
}

type ListedTaskRunRow = DocumentRow & { readonly execution_id: string };

function byExecution(rows: readonly ListedTaskRunRow[]): Map<string, TaskRun[]> {
  const lists = new Map<string, TaskRun[]>();
  for (const row of rows) {
    const list = lists.get(row.execution_id);
    if (list) {
      list.push(taskRunOf(row));
    } else {
      lists.set(row.execution_id, [taskRunOf(row)]);
    }
  }
  return lists;
}

function taskRunOf(row: DocumentRow): TaskRun {
  const taskRun = parseJson(row.document) as TaskRun;
  return row.outputs === null
    ? taskRun
    : { ...taskRun, outputs: parseJson(row.outputs) as NonNullable<TaskRun['outputs']> };
}

/** Others get their turn in between: an execution may have many thousands. */
async function parsed(rows: readonly DocumentRow[]): Promise<TaskRun[]> {
  const taskRuns: TaskRun[] = [];
  for (let from = 0; from < rows.length; from += PARSED_AT_ONCE) {
    if (from > 0) {
      await nextRound();
    }
    taskRuns.push(...rows.slice(from, from + PARSED_AT_ONCE).map(taskRunOf));
  }
  return taskRuns;
}

/** Ties are broken by id. Columns that are never null keep the plain order, which their indexes have. */
function orderBy(sorts: readonly Sort<SortField>[]): string {
  const parts = sorts.map(({ field, direction }) => {
    const nulls = field === 'state.endDate' ? ' nulls last' : '';
    return `${SORT_COLUMNS[field]} ${direction}${nulls}`;
  });
  return [...(parts.length === 0 ? ['start_date desc'] : parts), 'id'].join(', ');
}
