import { randomUUID } from 'node:crypto';
import type { ConnectionOptions } from 'mysql2';
import { IllegalArgumentError } from '../../../model/errors.js';
import { Property } from '../../api/property.js';
import { MYSQL } from '../sql/dialect.js';
import type { JdbcContext, OpenDatabase } from '../sql/jdbc-base.js';
import { JdbcBase } from '../sql/jdbc-base.js';
import { parseJdbcUrl } from '../sql/jdbc-url.js';
import { MysqlSession } from './mysql-session.js';

/** plugins.md §2.5. */
export class MysqlBase extends JdbcBase {
  @Property('string', {
    description: "URI of a file for `LOAD DATA LOCAL INFILE '{{ inputFile }}'`.",
  })
  inputFile?: string;

  readonly dialect = MYSQL;

  async open(ctx: JdbcContext): Promise<OpenDatabase> {
    const { host, port, database, options } = parseJdbcUrl(this.url, ['mysql', 'mariadb'], 3306);
    const user = this.username ?? options['user'];
    const password = this.password ?? options['password'];
    const inputFile = await this.localFile(ctx);
    const connection: ConnectionOptions = {
      host,
      port,
      charset: 'utf8mb4',
      connectTimeout: Number(options['connectTimeout'] ?? 10_000),
      ...tlsOf(options),
      ...(database === '' ? {} : { database }),
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
    };
    try {
      const session = await MysqlSession.open({ connection, zone: this.timeZone(), inputFile });
      return { session, variables: inputFile === undefined ? {} : { inputFile } };
    } catch (error) {
      throw new IllegalArgumentError(
        `MySQL at ${host}:${port} cannot be reached: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }

  private async localFile(ctx: JdbcContext): Promise<string | undefined> {
    return this.inputFile === undefined
      ? undefined
      : ctx.workingDirectory.write(`input-${randomUUID()}`, await ctx.storage.get(this.inputFile));
  }
}

/** `sslMode=REQUIRED`, `VERIFY_CA`, `VERIFY_IDENTITY`, or the older `useSSL=true`. */
function tlsOf(options: Readonly<Record<string, string>>): Pick<ConnectionOptions, 'ssl'> {
  const mode = (
    options['sslMode'] ?? (options['useSSL'] === 'true' ? 'REQUIRED' : '')
  ).toUpperCase();
  switch (mode) {
    case 'REQUIRED':
      return { ssl: { rejectUnauthorized: false } };
    case 'VERIFY_CA':
      return { ssl: { rejectUnauthorized: true, verifyIdentity: false } };
    case 'VERIFY_IDENTITY':
      return { ssl: { rejectUnauthorized: true, verifyIdentity: true } };
    default:
      return {};
  }
}
