import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { CopyBase } from './copy-base.js';

@TaskType({
  type: 'io.kestra.plugin.jdbc.postgresql.CopyIn',
  title: 'Load a file into a PostgreSQL table.',
})
export class PostgresqlCopyInTask extends CopyBase implements RunnableTask {
  @Property('string', { description: 'URI of the file.', required: true })
  from = '';

  @Property('string', { description: 'Name of the table.', required: true })
  override table = '';

  run(ctx: RunContext): Promise<TaskOutput> {
    const sql = `copy ${this.table} ${this.columnList()} from stdin with ${this.options()}`;
    return this.copy(ctx, sql, async (session) => ({
      rowCount: await session.copyIn(sql, await ctx.storage.get(this.from)),
    }));
  }
}
