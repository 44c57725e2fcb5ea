import { IllegalArgumentError } from '../../../model/errors.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import type { Fetched, FetchType } from './fetch.js';
import type { JdbcClass, JdbcContext, JdbcDatabase, OpenDatabase } from './jdbc-base.js';
import type { SqlProperties } from './sql-properties.js';
import { withSqlProperties } from './sql-properties.js';
import { inTransaction, withDatabase } from './with-database.js';

type QueryBase = JdbcDatabase & SqlProperties & { sql: string };

/** The task type `Query` of a database: one result, that of the last statement. */
export function queryOf(base: JdbcClass): new () => JdbcDatabase & RunnableTask {
  class Query extends withSqlProperties(base) implements RunnableTask {
    async run(ctx: RunContext): Promise<TaskOutput> {
      const fetch = this.fetchMode();
      const outputs = await runQuery(this, ctx, fetch);
      countFetched(ctx, fetch, outputs.size);
      return { outputs: { ...outputs } };
    }
  }
  return Query;
}

/** Runs the SQL of a query; `afterSQL` belongs to the same transaction. */
export async function runQuery(
  query: QueryBase,
  ctx: JdbcContext,
  fetch: FetchType,
): Promise<Fetched> {
  return withDatabase(query, ctx, (database) =>
    query.afterSQL === undefined
      ? runAll(query, ctx, database, fetch)
      : inTransaction(database, async () => {
          const fetched = await runAll(query, ctx, database, fetch);
          for (const sql of await query.statementsOf(query.afterSQL ?? '', ctx, database)) {
            await query.runStatement(sql, ctx, database, { fetch: 'NONE', name: 'after' });
          }
          return fetched;
        }),
  ) as Promise<Fetched>;
}

export function countFetched(ctx: RunContext, fetch: FetchType, size: number | undefined): void {
  if (size !== undefined) {
    ctx.metrics.counter('fetch.size', size, {
      fetch: String(fetch === 'FETCH' || fetch === 'FETCH_ONE'),
      store: String(fetch === 'STORE'),
    });
  }
}

async function runAll(
  query: QueryBase,
  ctx: JdbcContext,
  database: OpenDatabase,
  fetch: FetchType,
): Promise<Record<string, unknown>> {
  const statements = await query.statementsOf(query.sql, ctx, database);
  const last = statements.pop();
  if (last === undefined) {
    throw new IllegalArgumentError('sql: there is no statement in it');
  }
  for (const sql of statements) {
    await query.runStatement(sql, ctx, database, { fetch: 'NONE', name: 'rows' });
  }
  const fetched = await query.runStatement(last, ctx, database, { fetch, name: 'rows' });
  return { ...(fetched ?? (fetch === 'NONE' ? {} : { size: 0 })) };
}
