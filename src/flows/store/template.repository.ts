import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { filterSql, searchColumn, textColumn } from '../../platform/database/filter-sql.js';
import { filteredQuery } from '../../platform/database/filtered-query.js';
import type { Filter, FilterColumns } from '../../platform/database/filter-sql.js';
import { clientOf } from '../../platform/database/transaction.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Sort } from '../../platform/http/page.js';

/** A template as posted. It has no revisions: an execution that begins, or is taken over, sees the stored one. */
export interface TemplateRow {
  readonly namespace: string;
  readonly id: string;
  readonly source: string;
}

export interface TemplatePage {
  readonly page: number;
  readonly size: number;
  readonly sort: readonly Sort[];
}

const COLUMNS: FilterColumns = {
  q: searchColumn(`(namespace || '.' || id)`),
  namespace: textColumn('namespace'),
};

@Injectable()
export class TemplateRepository {
  constructor(private readonly database: Database) {}

  async find(namespace: string, id: string): Promise<TemplateRow | undefined> {
    const { rows } = await this.database.pool.query<TemplateRow>(
      'select namespace, id, source from templates where namespace = $1 and id = $2',
      [namespace, id],
    );
    return rows[0];
  }

  /** False when there is one already. */
  async insert({ namespace, id, source }: TemplateRow): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(
      'insert into templates (namespace, id, source) values ($1, $2, $3) on conflict do nothing',
      [namespace, id, source],
    );
    return rowCount === 1;
  }

  /** False when there is none. */
  async update({ namespace, id, source }: TemplateRow): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(
      'update templates set source = $3 where namespace = $1 and id = $2',
      [namespace, id, source],
    );
    return rowCount === 1;
  }

  /** All or none. `only`: the namespace holds nothing else afterwards. */
  async replace(rows: readonly TemplateRow[], only?: string): Promise<void> {
    await this.database.transaction(async (tx: Tx) => {
      const client = clientOf(tx);
      if (only !== undefined) {
        await client.query('delete from templates where namespace = $1', [only]);
      }
      for (const { namespace, id, source } of rows) {
        await client.query(
          `insert into templates (namespace, id, source) values ($1, $2, $3)
           on conflict (namespace, id) do update set source = excluded.source`,
          [namespace, id, source],
        );
      }
    });
  }

  /** How many there were. */
  async delete(ids: readonly Pick<TemplateRow, 'namespace' | 'id'>[]): Promise<number> {
    const { rowCount } = await this.database.pool.query(
      `delete from templates where (namespace, id) in (select * from unnest($1::text[], $2::text[]))`,
      [ids.map(({ namespace }) => namespace), ids.map(({ id }) => id)],
    );
    return rowCount ?? 0;
  }

  /** Without a page everything that matches. */
  async search(
    filters: readonly Filter[],
    page?: TemplatePage,
  ): Promise<{ rows: TemplateRow[]; total: number }> {
    const values: unknown[] = [];
    const where = filterSql(filters, COLUMNS, values);
    const sort = (page?.sort ?? []).map(({ field, direction }) => `${field} ${direction}`);
    const order = [...sort, 'namespace', 'id'].join(', ');
    const limit = page && `limit ${page.size} offset ${(page.page - 1) * page.size}`;
    const [found, counted] = await Promise.all([
      filteredQuery<TemplateRow>(
        this.database.pool,
        `select namespace, id, source from templates where ${where} order by ${order} ${limit ?? ''}`,
        values,
      ),
      filteredQuery<{ total: number }>(
        this.database.pool,
        `select count(*) as total from templates where ${where}`,
        values,
      ),
    ]);
    return { rows: found.rows, total: counted.rows[0]?.total ?? 0 };
  }

  async namespaces(): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ namespace: string }>(
      'select distinct namespace from templates order by namespace',
    );
    return rows.map(({ namespace }) => namespace);
  }
}
