import pg from 'pg';
import type { DataSource } from 'typeorm';
import { StartupError } from '../startup-error.js';
import { EmbeddedPostgres } from './embedded/embedded-postgres.js';
import { type Handler, Listener } from './listener.js';
import { migrate } from './migrate.js';
import { inTransaction, type Tx } from './transaction.js';
import { typeParsers } from './type-parser.js';

export interface DatabaseOptions {
  /** `postgres://…` of a server of the user's; without it we start our own. */
  readonly url?: string;
  readonly username?: string;
  readonly password?: string;
  /** Where our own PostgreSQL keeps its files. */
  readonly dataDirectory: string;
  readonly poolSize: number;
  readonly log?: DatabaseLog;
}

export interface DatabaseLog {
  info(message: string): void;
  warn(message: string): void;
}

const SILENT: DatabaseLog = { info: () => undefined, warn: () => undefined };
const CONNECT_TIMEOUT_MS = 10_000;
/** A process that stops in the middle of a transaction must not keep its locks: others wait for them. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/** The PostgreSQL of this process: the user's or our own, with its pool, its listener and TypeORM on the same pool. */
export class Database {
  private typeorm: Promise<DataSource> | undefined;
  private readonly listener: Listener;

  private constructor(
    readonly pool: pg.Pool,
    private readonly config: pg.ClientConfig,
    private readonly embedded: EmbeddedPostgres | undefined,
    private readonly log: DatabaseLog,
  ) {
    this.listener = new Listener(
      () => this.connect('listener'),
      (error) => this.log.warn(`Listening was interrupted: ${String(error)}`),
    );
  }

  /**
   * Connects, starting our own PostgreSQL first when no URL is given; the schema is brought up to date.
   * @throws StartupError when the database cannot be reached or is in use by another server.
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    const log = options.log ?? SILENT;
    const embedded = options.url
      ? undefined
      : await EmbeddedPostgres.start({
          dataDirectory: options.dataDirectory,
          log: (message) => log.info(message),
        });
    const config = clientConfig(options, embedded);
    const pool = new pg.Pool({ ...config, max: options.poolSize, idleTimeoutMillis: 60_000 });
    // Without a listener a connection lost while idle would end the process.
    pool.on('error', (error) => log.warn(`A connection was lost: ${error.message}`));
    // The same for one that is lost while it is lent out; its statement hears of it as well.
    pool.on('connect', (client) => client.on('error', () => undefined));
    const database = new Database(pool, config, embedded, log);
    try {
      await database.migrate();
      return database;
    } catch (error) {
      await database.close();
      throw options.url ? unreachable(error) : error;
    }
  }

  /** Plain settings of a connection, e.g. for another thread. */
  get connection(): pg.ClientConfig {
    const { types: _types, ...settings } = this.config;
    return settings;
  }

  /** A connection of its own, for prepared statements on a hot path or long waits. The caller ends it. */
  async connect(purpose: string): Promise<pg.Client> {
    const client = new pg.Client({ ...this.config, application_name: `kestra ${purpose}` });
    client.on('error', (error) =>
      this.log.warn(`The ${purpose} connection was lost: ${error.message}`),
    );
    await client.connect();
    return client;
  }

  /** The handler is also called, with an empty payload, after a reconnection: something may have been missed. */
  listen(channel: string, handler: Handler): Promise<() => void> {
    return this.listener.listen(channel, handler);
  }

  async notify(channel: string, payload = ''): Promise<void> {
    await this.pool.query('select pg_notify($1, $2)', [channel, payload]);
  }

  /** TypeORM on the same pool. Loaded on first use: at a usual start nothing needs it, and it takes 20 MB and 120 ms. */
  dataSource(): Promise<DataSource> {
    this.typeorm ??= import('./data-source.js').then(({ dataSourceOn }) =>
      dataSourceOn(this.pool).initialize(),
    );
    return this.typeorm;
  }

  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, work);
  }

  /** Ends every connection, then our own PostgreSQL. */
  async close(): Promise<void> {
    await this.listener.close();
    const typeorm = await this.typeorm?.catch(() => undefined);
    await (typeorm ? typeorm.destroy() : this.pool.end());
    await this.embedded?.stop();
  }

  private async migrate(): Promise<void> {
    const client = await this.connect('migration');
    try {
      const ran = await migrate(client, () => this.dataSource());
      if (ran.length > 0) {
        this.log.info(`Schema migrations: ${ran.join(', ')}`);
      }
    } finally {
      await client.end();
    }
  }
}

const DATABASE_IS_MISSING = '3D000';

function clientConfig(
  options: DatabaseOptions,
  embedded: EmbeddedPostgres | undefined,
): pg.ClientConfig {
  const own = embedded?.connection() ?? {
    connectionString: options.url,
    ...(options.username && { user: options.username }),
    ...(options.password && { password: options.password }),
  };
  return {
    ...own,
    types: typeParsers,
    application_name: 'kestra',
    options: '-c TimeZone=UTC',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
  };
}

function unreachable(error: unknown): StartupError {
  const { code, message } = error as { code?: string; message: string };
  const hint =
    code === DATABASE_IS_MISSING
      ? 'Create the database first.'
      : 'Check KESTRA_DATASOURCES_POSTGRES_URL, KESTRA_DATASOURCES_POSTGRES_USERNAME and KESTRA_DATASOURCES_POSTGRES_PASSWORD.';
  return new StartupError(`The database cannot be used: ${message || code}. ${hint}`, 1, {
    cause: error,
  });
}
