import { IllegalArgumentError } from '../../../model/errors.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import type { Fetched } from './fetch.js';
import type { JdbcClass, JdbcDatabase, OpenDatabase } from './jdbc-base.js';
import { countFetched } from './query.js';
import { withSqlProperties } from './sql-properties.js';
import { inTransaction, withDatabase } from './with-database.js';

/** The task type `Queries` of a database: the results of all statements, in one transaction unless told otherwise. */
export function queriesOf(base: JdbcClass): new () => JdbcDatabase & RunnableTask {
  class Queries extends withSqlProperties(base) implements RunnableTask {
    @Property('boolean', { description: 'Run all statements in one transaction.' })
    transaction = true;

    async run(ctx: RunContext): Promise<TaskOutput> {
      const outputs = await withDatabase(this, ctx, async (database) => {
        const statements = await this.allStatements(ctx, database);
        const work = (): Promise<Fetched[]> => this.runAll(statements, ctx, database);
        return { outputs: await (this.transaction ? inTransaction(database, work) : work()) };
      });
      return { outputs };
    }

    private async allStatements(ctx: RunContext, database: OpenDatabase): Promise<string[]> {
      const statements = await this.statementsOf(this.sql, ctx, database);
      if (statements.length === 0) {
        throw new IllegalArgumentError('sql: there is no statement in it');
      }
      const after = await this.statementsOf(this.afterSQL ?? '', ctx, database);
      return [...statements, ...after];
    }

    private async runAll(
      statements: readonly string[],
      ctx: RunContext,
      database: OpenDatabase,
    ): Promise<Fetched[]> {
      const fetch = this.fetchMode();
      const results: Fetched[] = [];
      for (const [index, sql] of statements.entries()) {
        const how = { fetch, name: `rows-${index + 1}` };
        const fetched = await this.runStatement(sql, ctx, database, how);
        if (fetched !== undefined && fetch !== 'NONE') {
          countFetched(ctx, fetch, fetched.size);
          results.push(fetched);
        }
      }
      return results;
    }
  }
  return Queries;
}
