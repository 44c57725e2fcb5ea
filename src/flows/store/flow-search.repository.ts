import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/index.js';
import { Database } from '../../platform/database/database.js';
import type { Sort } from '../../platform/http/page.js';
import {
  filterSql,
  labelsColumn,
  scopeColumn,
  searchColumn,
  textColumn,
} from '../../platform/database/filter-sql.js';
import { filteredQuery } from '../../platform/database/filtered-query.js';
import type { Filter, FilterColumns } from '../../platform/database/filter-sql.js';
import type { FlowRevision } from './flow.repository.js';

export interface FlowPage {
  readonly rows: readonly FlowRevision[];
  readonly total: number;
}

export interface PageOf {
  /** From 1; without it everything is answered. */
  readonly page?: number;
  readonly size?: number;
  readonly sort?: readonly Sort[];
}

const SORTABLE: Readonly<Record<string, string>> = { id: 'id', namespace: 'namespace' };
const COLUMNS = `namespace, id, revision, source, deleted, disabled, labels, updated_at as "updatedAt"`;
const LIVE = 'latest and not deleted';

/** Queries over the newest revisions of live flows. */
@Injectable()
export class FlowSearchRepository {
  private readonly columns: FilterColumns;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.columns = {
      q: searchColumn(`(namespace || '.' || id)`),
      namespace: textColumn('namespace'),
      flowId: textColumn('id'),
      id: textColumn('id'),
      labels: labelsColumn('labels'),
      scope: scopeColumn('namespace', config.flow.systemNamespace),
      source: searchSource,
    };
  }

  async search(
    filters: readonly Filter[],
    { page = 1, size, sort = [] }: PageOf = {},
  ): Promise<FlowPage> {
    const values: unknown[] = [];
    const where = `${LIVE} and ${filterSql(filters, this.columns, values)}`;
    const order = [...sort.flatMap(orderBy), 'namespace', 'id'].join(', ');
    const limit = size === undefined ? '' : `limit ${size} offset ${(page - 1) * size}`;
    const [rows, total] = await Promise.all([
      filteredQuery<FlowRevision>(
        this.database.pool,
        `select ${COLUMNS} from flows where ${where} order by ${order} ${limit}`,
        values,
      ),
      filteredQuery<{ total: number }>(
        this.database.pool,
        `select count(*) as total from flows where ${where}`,
        values,
      ),
    ]);
    return { rows: rows.rows, total: total.rows[0]?.total ?? 0 };
  }

  /** Sorted, with every namespace that has a live flow. */
  async namespaces(q?: string): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ namespace: string }>(
      `select distinct namespace from flows where ${LIVE} and ($1::text is null or position(lower($1) in lower(namespace)) > 0)
       order by namespace`,
      [q ?? null],
    );
    return rows.map(({ namespace }) => namespace);
  }
}

function orderBy({ field, direction }: Sort): string[] {
  const column = SORTABLE[field];
  return column === undefined ? [] : [`${column} ${direction === 'asc' ? 'asc' : 'desc'}`];
}

function searchSource(filter: Filter, bind: (value: unknown) => string): string {
  return `position(lower(${bind(String(filter.value))}) in lower(source)) > 0`;
}
