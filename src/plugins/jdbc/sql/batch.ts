import { IllegalArgumentError } from '../../../model/errors.js';
import { isPlainMap } from '../../api/convert-value.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { withPlaceholders } from './bind-parameters.js';
import type { JdbcClass, JdbcDatabase, OpenDatabase } from './jdbc-base.js';
import { inTransaction, statementError, withDatabase } from './with-database.js';

/** The task type `Batch` of a database: one statement for every row of a file, in one transaction. */
export function batchOf(base: JdbcClass): new () => JdbcDatabase & RunnableTask {
  class Batch extends base implements RunnableTask {
    @Property('string', { description: 'URI of the file with the rows, in Ion.', required: true })
    from = '';

    @Property('string', {
      description: 'Statement with a `?` for every value; by default an insert into `table`.',
      raw: true,
    })
    sql?: string;

    @Property('string', { description: 'Table to insert into, when there is no `sql`.' })
    table?: string;

    @Property('list', {
      description: 'Fields of a row in the order of the values; by default all of them.',
    })
    columns: string[] = [];

    @Property('integer', { description: 'Rows that travel together.' })
    chunk = 1000;

    async run(ctx: RunContext): Promise<TaskOutput> {
      const counts = { rowCount: 0, updatedCount: 0, chunks: 0 };
      const outputs = await withDatabase(this, ctx, (database) =>
        inTransaction(database, async () => {
          const given = this.sql && (await ctx.render(this.sql, database.variables));
          for await (const rows of chunksOf(ctx, this.from, this.chunk)) {
            ctx.signal.throwIfAborted();
            counts.rowCount += rows.length;
            counts.updatedCount += await this.writeRows(ctx, database, rows, given);
            counts.chunks++;
          }
          return { rowCount: counts.rowCount, updatedCount: counts.updatedCount };
        }),
      );
      ctx.metrics.counter('records', counts.rowCount);
      ctx.metrics.counter('updated', counts.updatedCount);
      ctx.metrics.counter('query', counts.chunks);
      return { outputs };
    }

    private async writeRows(
      ctx: RunContext,
      { session }: OpenDatabase,
      rows: readonly unknown[],
      given: string | undefined,
    ): Promise<number> {
      const sql =
        given === undefined
          ? this.insertInto(this.columnsOf(rows[0]))
          : withPlaceholders(given, this.dialect);
      try {
        return await session.executeMany(
          sql,
          rows.map((row) => valuesOf(row, this.columns)),
        );
      } catch (error) {
        throw ctx.signal.aborted ? ctx.signal.reason : statementError(error, sql);
      }
    }

    private columnsOf(row: unknown): string[] {
      return this.columns.length > 0 || !isPlainMap(row) ? this.columns : Object.keys(row);
    }

    private insertInto(columns: readonly string[]): string {
      if (this.table === undefined) {
        throw new IllegalArgumentError('Give either `sql` or `table`');
      }
      if (columns.length === 0) {
        throw new IllegalArgumentError('columns: the rows are lists, so the names must be given');
      }
      const { dialect } = this;
      const names = columns.map((column) => dialect.quoteIdentifier(column)).join(', ');
      const values = columns.map((_, index) => dialect.placeholder(index + 1)).join(', ');
      return `insert into ${this.table} (${names}) values (${values})`;
    }
  }
  return Batch;
}

async function* chunksOf(ctx: RunContext, uri: string, size: number): AsyncGenerator<unknown[]> {
  if (size < 1) {
    throw new IllegalArgumentError('chunk: must be at least 1');
  }
  let rows: unknown[] = [];
  for await (const { value } of ctx.readRows(uri)) {
    rows.push(value);
    if (rows.length === size) {
      yield rows;
      rows = [];
    }
  }
  if (rows.length > 0) {
    yield rows;
  }
}

/** Fields of a map in order, or in that of `columns`; items of a list. */
function valuesOf(row: unknown, columns: readonly string[]): unknown[] {
  if (Array.isArray(row)) {
    return row;
  }
  if (!isPlainMap(row)) {
    throw new IllegalArgumentError(`from: every row must be a map or a list, not ${String(row)}`);
  }
  return columns.length > 0 ? columns.map((column) => row[column] ?? null) : Object.values(row);
}
