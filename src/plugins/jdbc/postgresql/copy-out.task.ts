import { IllegalArgumentError } from '../../../model/errors.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { CopyBase } from './copy-base.js';

const EXTENSIONS = { TEXT: 'txt', CSV: 'csv', BINARY: 'bin' } as const;

@TaskType({
  type: 'io.kestra.plugin.jdbc.postgresql.CopyOut',
  title: 'Store a PostgreSQL table, or the rows of a query, as a file.',
})
export class PostgresqlCopyOutTask extends CopyBase implements RunnableTask {
  @Property('string', { description: 'Query to store, when there is no `table`.' })
  sql?: string;

  run(ctx: RunContext): Promise<TaskOutput> {
    const sql = `copy ${this.source()} to stdout with ${this.options()}`;
    return this.copy(ctx, sql, async (session) => {
      const { content, rowCount } = await session.copyOut(sql);
      const uri = await ctx.storage.put(`rows.${EXTENSIONS[this.format]}`, content);
      return { uri, rowCount: rowCount() };
    });
  }

  private source(): string {
    if (this.sql !== undefined) {
      return `(${this.sql.trim().replace(/;+$/, '')})`;
    }
    if (this.table === undefined) {
      throw new IllegalArgumentError('Give either `sql` or `table`');
    }
    return `${this.table} ${this.columnList()}`;
  }
}
