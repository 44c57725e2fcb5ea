import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { TaskOutput } from '../../api/runnable-task.js';
import { POSTGRESQL } from '../sql/dialect.js';
import { statementError, withDatabase } from '../sql/with-database.js';
import { PostgresqlBase } from './postgresql-base.js';
import type { PostgresqlSession } from './postgresql-session.js';

export const COPY_FORMATS = ['TEXT', 'CSV', 'BINARY'] as const;
export type CopyFormat = (typeof COPY_FORMATS)[number];

/** `COPY` and the form of its data, in both directions. */
export class CopyBase extends PostgresqlBase {
  @Property('string', { description: 'Name of the table.' })
  table?: string;

  @Property('list', { description: 'Columns; by default all of them.' })
  columns: string[] = [];

  @Property('string', { description: 'Form of the data.', values: COPY_FORMATS })
  format: CopyFormat = 'TEXT';

  @Property('boolean', { description: 'The first line holds the names of the columns.' })
  header?: boolean;

  @Property('string', { description: 'Between the values of a line.' })
  delimiter?: string;

  @Property('string', { description: 'What stands for null.' })
  nullString?: string;

  @Property('string', { description: 'Around a value.' })
  quote?: string;

  @Property('string', { description: 'Before a quote inside a value.' })
  escape?: string;

  @Property('list', { description: 'Columns whose values are always quoted (out).' })
  forceQuote: string[] = [];

  @Property('list', { description: 'Columns whose values are never null (in).' })
  forceNotNull: string[] = [];

  @Property('list', { description: 'Columns whose quoted values may be null too (in).' })
  forceNull: string[] = [];

  @Property('string', { description: 'Encoding of the data.' })
  encoding?: string;

  @Property('boolean', { description: 'Store the rows frozen, as after a vacuum (in).' })
  freeze?: boolean;

  @Property('boolean', {
    description: 'Accepted and ignored: rows have no OIDs any more.',
    deprecated: true,
  })
  oids?: boolean;

  protected async copy(
    ctx: RunContext,
    sql: string,
    work: (session: PostgresqlSession) => Promise<{ readonly rowCount: number }>,
  ): Promise<TaskOutput> {
    const outputs = await withDatabase(this, ctx, async ({ session }) => {
      try {
        return await work(session);
      } catch (error) {
        throw ctx.signal.aborted ? ctx.signal.reason : statementError(error, sql);
      }
    });
    ctx.metrics.counter('rows', Number(outputs['rowCount']));
    return { outputs };
  }

  /** `(format csv, header true, …)`. */
  protected options(): string {
    const text = (value: string | undefined): string | undefined =>
      value === undefined ? undefined : `'${value.replaceAll("'", "''")}'`;
    const all: Record<string, string | boolean | undefined> = {
      format: this.format.toLowerCase(),
      header: this.header,
      delimiter: text(this.delimiter),
      null: text(this.nullString),
      quote: text(this.quote),
      escape: text(this.escape),
      force_quote: names(this.forceQuote),
      force_not_null: names(this.forceNotNull),
      force_null: names(this.forceNull),
      encoding: text(this.encoding),
      freeze: this.freeze,
    };
    const given = Object.entries(all).filter(([, value]) => value !== undefined);
    return `(${given.map(([name, value]) => `${name} ${String(value)}`).join(', ')})`;
  }

  protected columnList(): string {
    return names(this.columns) ?? '';
  }
}

function names(columns: readonly string[]): string | undefined {
  return columns.length === 0
    ? undefined
    : `(${columns.map((column) => POSTGRESQL.quoteIdentifier(column)).join(', ')})`;
}
