import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { IllegalArgumentError } from '../../../model/errors.js';
import { Property } from '../../api/property.js';
import { SQLITE } from '../sql/dialect.js';
import type { JdbcContext, OpenDatabase } from '../sql/jdbc-base.js';
import { JdbcBase } from '../sql/jdbc-base.js';
import { SqliteSession } from './sqlite-session.js';

const PREFIX = 'jdbc:sqlite:';

/** plugins.md §2.4. */
export class SqliteBase extends JdbcBase {
  @Property('string', { description: 'URI of a database file to start from.' })
  sqliteFile?: string;

  @Property('boolean', { description: 'Give the database file as the output `databaseUri`.' })
  outputDbFile = false;

  readonly dialect = SQLITE;

  async open(ctx: JdbcContext): Promise<OpenDatabase> {
    const path = await this.path(ctx);
    const session = await SqliteSession.open(path).catch((error: unknown) => {
      throw new IllegalArgumentError(
        `The SQLite database ${path} cannot be opened: ${(error as Error).message}`,
        { cause: error },
      );
    });
    return {
      session,
      outputs: async () =>
        this.outputDbFile ? { databaseUri: await ctx.storage.putFile(basename(path), path) } : {},
    };
  }

  /** A relative name is one of the working directory; where there is no such file it is made. */
  private async path(ctx: JdbcContext): Promise<string> {
    const named = this.named();
    if (this.sqliteFile !== undefined) {
      const name = named === '' || named === ':memory:' ? 'database.db' : basename(named);
      return ctx.workingDirectory.write(name, await ctx.storage.get(this.sqliteFile));
    }
    if (named === ':memory:' && !this.outputDbFile) {
      return named;
    }
    if (isAbsolute(named)) {
      if ((await stat(named).catch(() => undefined))?.isDirectory() === true) {
        throw new IllegalArgumentError(`url: ${named} is a folder, not a database file`);
      }
      return named;
    }
    return ctx.workingDirectory.resolve(
      named === '' || named === ':memory:' ? `database-${randomUUID()}.db` : named,
    );
  }

  private named(): string {
    if (this.url === undefined || !this.url.startsWith(PREFIX)) {
      throw new IllegalArgumentError(
        `url: must look like jdbc:sqlite:file.db, but it is "${this.url ?? ''}"`,
      );
    }
    return (this.url.slice(PREFIX.length).split('?')[0] ?? '').replace(/^file:/, '');
  }
}
