import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { filteredQuery } from '../../platform/database/filtered-query.js';
import type { ChartQuery } from '../chart-query.js';

export interface RowPage {
  readonly limit: number;
  readonly offset: number;
  /** Whether `total` is that of all rows, or just of those read. */
  readonly isCounted: boolean;
}

/** Runs the queries of charts; they only read. */
@Injectable()
export class ChartRepository {
  constructor(private readonly database: Database) {}

  async rows(
    { text, values, keys }: ChartQuery,
    { limit, offset, isCounted }: RowPage,
  ): Promise<{ results: Record<string, unknown>[]; total: number }> {
    const { pool } = this.database;
    const [found, count] = await Promise.all([
      filteredQuery<Record<string, unknown>>(
        pool,
        `${text} limit ${limit} offset ${offset}`,
        values,
      ),
      isCounted
        ? filteredQuery<{ total: number }>(
            pool,
            `select count(*) as total from (${text}) q`,
            values,
          )
        : undefined,
    ]);
    const results = found.rows.map((row) =>
      Object.fromEntries(keys.map((key, index) => [key, row[`c${index}`] ?? undefined])),
    );
    return { results, total: count?.rows[0]?.total ?? results.length };
  }
}
