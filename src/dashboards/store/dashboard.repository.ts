import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { filterSql, searchColumn } from '../../platform/database/filter-sql.js';
import type { Sort } from '../../platform/http/page.js';

export interface StoredDashboard {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type NewDashboard = Pick<StoredDashboard, 'id' | 'title' | 'source'>;

const COLUMNS = 'id, title, source, created_at as "createdAt", updated_at as "updatedAt"';
const SORTABLE = {
  id: 'id',
  title: 'title',
  created: 'created_at',
  updated: 'updated_at',
} as const;
export type DashboardSort = keyof typeof SORTABLE;
export const DASHBOARD_SORTS = Object.keys(SORTABLE) as readonly DashboardSort[];

@Injectable()
export class DashboardRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<StoredDashboard | undefined> {
    const { rows } = await this.database.pool.query<StoredDashboard>(
      `select ${COLUMNS} from dashboards where id = $1`,
      [id],
    );
    return rows[0];
  }

  /** Undefined when the id is taken. */
  async create({ id, title, source }: NewDashboard): Promise<StoredDashboard | undefined> {
    const { rows } = await this.database.pool.query<StoredDashboard>(
      `insert into dashboards (id, title, source) values ($1, $2, $3)
       on conflict (id) do nothing returning ${COLUMNS}`,
      [id, title, source],
    );
    return rows[0];
  }

  /** Undefined when there is none. */
  async update({ id, title, source }: NewDashboard): Promise<StoredDashboard | undefined> {
    const { rows } = await this.database.pool.query<StoredDashboard>(
      `update dashboards set title = $2, source = $3, updated_at = now() where id = $1
       returning ${COLUMNS}`,
      [id, title, source],
    );
    return rows[0];
  }

  async delete(id: string): Promise<boolean> {
    const { rowCount } = await this.database.pool.query('delete from dashboards where id = $1', [
      id,
    ]);
    return rowCount === 1;
  }

  async search(
    q: string | undefined,
    page: { page: number; size: number; sort: readonly Sort<DashboardSort>[] },
  ): Promise<{ results: StoredDashboard[]; total: number }> {
    const values: unknown[] = [];
    const filters = q === undefined ? [] : [{ field: 'q', operation: 'EQUALS', value: q } as const];
    const where = filterSql(filters, { q: searchColumn(`(id || ' ' || title)`) }, values);
    const order = [
      ...page.sort.map(({ field, direction }) => `${SORTABLE[field]} ${direction}`),
      'id',
    ].join(', ');
    const [found, count] = await Promise.all([
      this.database.pool.query<StoredDashboard>(
        `select ${COLUMNS} from dashboards where ${where} order by ${order}
         limit ${page.size} offset ${(page.page - 1) * page.size}`,
        values,
      ),
      this.database.pool.query<{ total: number }>(
        `select count(*) as total from dashboards where ${where}`,
        values,
      ),
    ]);
    return { results: found.rows, total: count.rows[0]?.total ?? 0 };
  }
}
