import { Property } from '../../api/property.js';
import { bindNamed } from './bind-parameters.js';
import type { Fetched, FetchType } from './fetch.js';
import { FETCH_TYPES, fetchResult } from './fetch.js';
import type { JdbcClass, JdbcContext, JdbcDatabase, OpenDatabase } from './jdbc-base.js';
import { splitStatements } from './split-statements.js';
import { statementError } from './with-database.js';

export interface SqlProperties {
  readonly afterSQL?: string;
  statementsOf(text: string, ctx: JdbcContext, database: OpenDatabase): Promise<string[]>;
  /** Undefined when the statement gave no result set. */
  runStatement(
    sql: string,
    ctx: JdbcContext,
    database: OpenDatabase,
    how: RunStatement,
  ): Promise<Fetched | undefined>;
  fetchMode(): FetchType;
}

export interface RunStatement {
  readonly fetch: FetchType;
  /** Of the stored file, without its extension. */
  readonly name: string;
}

/** A database connection with what every task that runs given SQL may say. */
export function withSqlProperties(
  base: JdbcClass,
): new () => JdbcDatabase & SqlProperties & { sql: string } {
  class WithSql extends base implements SqlProperties {
    @Property('string', { description: 'The SQL to run.', required: true, raw: true })
    sql = '';

    @Property('map', { description: 'Values of the `:name` placeholders of the SQL.' })
    parameters: Record<string, unknown> = {};

    @Property('string', {
      description:
        'What to do with the rows: keep them in a file, all in the outputs, the first in the outputs, nothing.',
      values: FETCH_TYPES,
    })
    fetchType: FetchType = 'NONE';

    @Property('boolean', { description: 'Same as `fetchType: STORE`.', deprecated: true })
    store = false;

    @Property('boolean', { description: 'Same as `fetchType: FETCH_ONE`.', deprecated: true })
    fetchOne = false;

    @Property('boolean', { description: 'Same as `fetchType: FETCH`.', deprecated: true })
    fetch = false;

    @Property('integer', { description: 'Rows that travel together.' })
    fetchSize = 10_000;

    @Property('string', {
      description: 'SQL that runs after it in the same transaction.',
      raw: true,
    })
    afterSQL?: string;

    @Property('boolean', { description: 'Accepted and ignored.', deprecated: true })
    autoCommit?: boolean;

    fetchMode(): FetchType {
      return this.fetch
        ? 'FETCH'
        : this.fetchOne
          ? 'FETCH_ONE'
          : this.store
            ? 'STORE'
            : this.fetchType;
    }

    async statementsOf(
      text: string,
      ctx: JdbcContext,
      { variables }: OpenDatabase,
    ): Promise<string[]> {
      return splitStatements(await ctx.render(text, variables), this.dialect);
    }

    async runStatement(
      sql: string,
      ctx: JdbcContext,
      { session }: OpenDatabase,
      { fetch, name }: RunStatement,
    ): Promise<Fetched | undefined> {
      ctx.signal.throwIfAborted();
      const statement = bindNamed(sql, this.parameters, this.dialect);
      // Drivers read a batch of nothing, or of less, as "everything at once".
      const fetchSize = this.fetchSize > 0 ? this.fetchSize : 10_000;
      try {
        const result = await session.execute(statement, fetchSize);
        if (result === undefined) {
          return undefined;
        }
        const rows = { ...result, batches: untilAborted(result.batches, ctx.signal) };
        return await fetchResult(rows, fetch, ctx.storage, `${name}.ion`);
      } catch (error) {
        throw ctx.signal.aborted ? ctx.signal.reason : statementError(error, sql);
      }
    }
  }
  return WithSql;
}

/** Between two batches the database has nothing to interrupt. */
async function* untilAborted<T>(batches: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  for await (const batch of batches) {
    signal.throwIfAborted();
    yield batch;
  }
}
