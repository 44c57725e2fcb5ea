import { IllegalArgumentError } from '../../../model/errors.js';
import { Property } from '../../api/property.js';
import { POSTGRESQL } from '../sql/dialect.js';
import type { JdbcContext, OpenDatabase } from '../sql/jdbc-base.js';
import { JdbcBase } from '../sql/jdbc-base.js';
import { parseJdbcUrl } from '../sql/jdbc-url.js';
import { PostgresqlSession } from './postgresql-session.js';
import { SSL_MODES, sslModeOf, type SslMode } from './postgresql-tls.js';

/** plugins.md §2.3. */
export class PostgresqlBase extends JdbcBase {
  @Property('boolean', { description: 'Encrypt the connection and check the server.' })
  ssl = false;

  @Property('string', {
    description: 'How far the connection must be encrypted and the server be checked.',
    values: SSL_MODES,
  })
  sslMode?: SslMode;

  @Property('string', { description: 'Certificate of the authority, in PEM.' })
  sslRootCert?: string;

  @Property('string', { description: 'Certificate of the client, in PEM.' })
  sslCert?: string;

  @Property('string', { description: 'Key of the client, in PEM.' })
  sslKey?: string;

  @Property('string', { description: 'Password of the key.' })
  sslKeyPassword?: string;

  readonly dialect = POSTGRESQL;

  async open(_ctx: JdbcContext): Promise<OpenDatabase<PostgresqlSession>> {
    const { host, port, database, options } = parseJdbcUrl(this.url, ['postgresql'], 5432);
    const schema = options['currentSchema'];
    const user = this.username ?? options['user'];
    const password = this.password ?? options['password'];
    const connection = {
      host,
      port,
      database: database === '' ? (user ?? 'postgres') : database,
      application_name: options['ApplicationName'] ?? 'kestra',
      connectionTimeoutMillis: Number(options['connectTimeout'] ?? 10) * 1000,
      keepAlive: true,
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
      ...(schema === undefined ? {} : { options: `-c search_path=${schema}` }),
    };
    const tls = {
      mode: this.mode(options),
      rootCert: this.sslRootCert,
      cert: this.sslCert,
      key: this.sslKey,
      keyPassword: this.sslKeyPassword,
    };
    try {
      const timeZone = this.timeZone().id;
      return { session: await PostgresqlSession.open({ connection, tls, timeZone }) };
    } catch (error) {
      throw new IllegalArgumentError(
        `PostgreSQL at ${host}:${port} cannot be reached: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  private mode(options: Readonly<Record<string, string>>): SslMode {
    const named = options['sslmode'] ?? options['sslMode'];
    return (
      this.sslMode ??
      (named === undefined ? undefined : sslModeOf(named)) ??
      (this.ssl || options['ssl'] === 'true' ? 'VERIFY_FULL' : 'PREFER')
    );
  }
}

/** Several addresses of one name give several errors and no text. */
function messageOf(error: unknown): string {
  const all = error instanceof AggregateError ? (error.errors as Error[]) : [error as Error];
  return all.map(({ message }) => message).join(', ');
}
