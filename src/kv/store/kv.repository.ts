import { Injectable } from '@nestjs/common';
import { boundedDuration } from '../../model/instant.js';
import { Database } from '../../platform/database/database.js';
import { deleteInBatches } from '../../platform/database/delete-in-batches.js';
import type { Sort } from '../../platform/http/page.js';
import {
  dateColumn,
  filterSql,
  searchColumn,
  textColumn,
} from '../../platform/database/filter-sql.js';
import { filteredQuery } from '../../platform/database/filtered-query.js';
import type { Filter, FilterColumns } from '../../platform/database/filter-sql.js';

/** A pair without its value. */
export interface KvMetadata {
  readonly namespace: string;
  readonly key: string;
  readonly description?: string;
  readonly revision: number;
  readonly creationDate: string;
  readonly updateDate: string;
  readonly expirationDate?: string;
}

export interface KvRow extends KvMetadata {
  /** Ion literal, see kv-value.ts. */
  readonly literal: string;
  readonly expired: boolean;
}

export interface NewPair {
  readonly namespace: string;
  readonly key: string;
  readonly literal: string;
  readonly description?: string;
  /** Milliseconds. */
  readonly ttl?: number;
  /** False: an existing live pair is left alone. */
  readonly overwrite: boolean;
}

const METADATA = `namespace, key, description, revision, created_at as "creationDate", updated_at as "updateDate",
  expires_at as "expirationDate"`;
const LIVE = '(expires_at is null or expires_at > now())';
const COLUMNS: FilterColumns = {
  q: searchColumn(`(namespace || ' ' || key)`),
  namespace: textColumn('namespace'),
  key: textColumn('key'),
  updated: dateColumn('updated_at'),
};
const SORTABLE: Readonly<Record<string, string>> = {
  key: 'key',
  name: 'key',
  namespace: 'namespace',
  updateDate: 'updated_at',
  updated: 'updated_at',
  creationDate: 'created_at',
};

@Injectable()
export class KvRepository {
  constructor(private readonly database: Database) {}

  async find(namespace: string, key: string): Promise<KvRow | undefined> {
    const { rows } = await this.database.pool.query<KvRow>({
      name: 'kv-find',
      text: `select ${METADATA}, value as literal, not ${LIVE} as expired from kv where namespace = $1 and key = $2`,
      values: [namespace, key],
    });
    return rows[0] && withoutNulls(rows[0]);
  }

  /** False when the pair exists and must not be overwritten. An expired pair begins anew. */
  async put(pair: NewPair): Promise<boolean> {
    const { rowCount } = await this.database.pool.query({
      name: 'kv-put',
      text: `insert into kv (namespace, key, value, description, expires_at)
        values ($1, $2, $3, $4, now() + $5 * interval '1 millisecond')
        on conflict (namespace, key) do update set value = excluded.value, expires_at = excluded.expires_at,
          description = coalesce(excluded.description, kv.description), updated_at = now(), revision = kv.revision + 1,
          created_at = case when kv.expires_at <= now() then now() else kv.created_at end
        where $6 or kv.expires_at <= now()`,
      values: [
        pair.namespace,
        pair.key,
        pair.literal,
        pair.description ?? null,
        pair.ttl === undefined ? null : boundedDuration(pair.ttl),
        pair.overwrite,
      ],
    });
    return rowCount === 1;
  }

  /** The keys that were there. */
  async delete(namespace: string, keys: readonly string[]): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ key: string }>(
      'delete from kv where namespace = $1 and key = any($2::text[]) returning key',
      [namespace, keys],
    );
    return rows.map(({ key }) => key);
  }

  /** Pairs that expired longer ago than `milliseconds`; gives how many. @throws when aborted. */
  deleteExpired(milliseconds: number, signal: AbortSignal): Promise<number> {
    const expired = {
      sql: `expires_at < now() - $1 * interval '1 millisecond'`,
      values: [milliseconds],
    };
    return deleteInBatches(this.database.pool, 'kv', expired, signal);
  }

  /** All keys, those of expired pairs too, or only those. */
  async keys(namespace: string, { expiredOnly }: { expiredOnly: boolean }): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ key: string }>(
      `select key from kv where namespace = $1 and (not $2 or not ${LIVE})`,
      [namespace, expiredOnly],
    );
    return rows.map(({ key }) => key);
  }

  /** Live pairs of namespaces, by key. */
  async list(namespaces: readonly string[], prefix = ''): Promise<KvMetadata[]> {
    const { rows } = await this.database.pool.query<KvMetadata>(
      `select ${METADATA} from kv where namespace = any($1::text[]) and starts_with(key, $2) and ${LIVE}
       order by key, namespace`,
      [namespaces, prefix],
    );
    return rows.map(withoutNulls);
  }

  async search(
    filters: readonly Filter[],
    page: { page: number; size: number; sort?: readonly Sort[] },
  ): Promise<{ results: KvMetadata[]; total: number }> {
    const values: unknown[] = [];
    const where = `${LIVE} and ${filterSql(filters, COLUMNS, values)}`;
    const order = [...(page.sort ?? []).flatMap(orderBy), 'namespace', 'key'].join(', ');
    const [found, count] = await Promise.all([
      filteredQuery<KvMetadata>(
        this.database.pool,
        `select ${METADATA} from kv where ${where} order by ${order} limit ${page.size} offset ${(page.page - 1) * page.size}`,
        values,
      ),
      filteredQuery<{ total: number }>(
        this.database.pool,
        `select count(*) as total from kv where ${where}`,
        values,
      ),
    ]);
    return { results: found.rows.map(withoutNulls), total: count.rows[0]?.total ?? 0 };
  }
}

function orderBy({ field, direction }: Sort): string[] {
  const column = SORTABLE[field];
  return column === undefined ? [] : [`${column} ${direction === 'asc' ? 'asc' : 'desc'}`];
}

function withoutNulls<T extends object>(row: T): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;
}
