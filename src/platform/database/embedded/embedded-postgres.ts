import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { StartupError } from '../../startup-error.js';
import { type Account, databaseAccount } from './account.js';
import { type BinaryFolder, binaryVersion, findBinaries, hydrateLinks } from './binary.js';
import { inUse, own, takeOver } from './ownership.js';
import { binaryPlace, dataPlace, socketPlace } from './place.js';
import { readPostmasterFile } from './postmaster-file.js';
import { initialise, PostgresProcess } from './process.js';
import { PORT, type Settings, USER } from './settings.js';

/** Recovery after a crash replays at most `max_wal_size`. */
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
const POLL_MS = 3;

export interface EmbeddedPostgresOptions {
  /** The data directory, e.g. `.kestra/postgres`; made on first use. */
  readonly dataDirectory: string;
  /** Instead of the usual ones. */
  readonly settings?: Settings;
  /** Told what is worth telling an operator: a first start, another account, a relocated directory. */
  readonly log?: (message: string) => void;
}

/** A PostgreSQL of our own, reachable through a Unix socket only, for one server at a time. */
export class EmbeddedPostgres {
  private constructor(
    readonly socketDirectory: string,
    private readonly server: PostgresProcess,
    private readonly owner: pg.Client,
    private readonly dataDirectory: string,
  ) {}

  /**
   * Starts PostgreSQL on its data directory. What a killed server left running is stopped first.
   * @throws StartupError when another server uses the directory, or PostgreSQL does not start.
   */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const account = databaseAccount(options.dataDirectory);
    const folder = findBinaries();
    const [version] = await Promise.all([binaryVersion(folder), hydrateLinks(folder)]);
    const binaries = await binaryPlace(folder, account);
    const place = await dataPlace(options.dataDirectory, account);
    await prepare(binaries, version, place, account, options.log);
    await takeOver(place);
    return EmbeddedPostgres.launch(binaries, place, account, options.settings);
  }

  private static async launch(
    binaries: BinaryFolder,
    place: string,
    account: Account | undefined,
    settings: Settings | undefined,
  ): Promise<EmbeddedPostgres> {
    const sockets = await socketPlace(place, account);
    const server = PostgresProcess.spawn(binaries, place, sockets, account, settings);
    try {
      await untilReady(place, server);
      const owner = await own(sockets, PORT);
      if (!owner) {
        throw inUse(place);
      }
      return new EmbeddedPostgres(sockets, server, owner, place);
    } catch (error) {
      server.signal('SIGINT');
      await server.exited;
      throw error;
    }
  }

  /** How `pg` reaches its database. */
  connection(database = 'postgres'): pg.ClientConfig {
    return { host: this.socketDirectory, port: PORT, user: USER, database };
  }

  /** The same for another process of this account. */
  url(database = 'postgres'): string {
    return `postgres://${USER}@${encodeURIComponent(this.socketDirectory)}:${PORT}/${database}`;
  }

  /** Fast shutdown: open transactions are rolled back. */
  async stop(): Promise<void> {
    await this.owner.end().catch(() => undefined);
    this.server.signal('SIGINT');
    const late = setTimeout(() => this.server.signal('SIGQUIT'), STOP_TIMEOUT_MS);
    await this.server.exited;
    clearTimeout(late);
    if (this.socketDirectory !== this.dataDirectory) {
      await rm(this.socketDirectory, { recursive: true, force: true });
    }
  }
}

async function prepare(
  binaries: BinaryFolder,
  version: string,
  place: string,
  account: Account | undefined,
  log: (message: string) => void = () => undefined,
): Promise<void> {
  const written = await readFile(join(place, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (written === undefined) {
    const who = account
      ? `, run as "${account.name}" because PostgreSQL refuses to run as root`
      : '';
    log(`Creating the database directory ${place}${who}`);
    await initialise(binaries, place, account);
  } else if (written.trim() !== version.split('.')[0]) {
    throw new StartupError(
      `The database directory ${place} was written by PostgreSQL ${written.trim()}, this is ${version}. ` +
        'Move it away, or upgrade it with pg_upgrade.',
    );
  }
}

async function untilReady(place: string, server: PostgresProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (server.hasExited || Date.now() > deadline) {
      throw notStarted(place, server.output);
    }
    const file = await readPostmasterFile(place);
    if (file?.pid === server.pid && file.status === 'ready') {
      return;
    }
    await delay(POLL_MS);
  }
}

function notStarted(place: string, output: string): StartupError {
  return /lock file .* already exists/.test(output)
    ? inUse(place)
    : new StartupError(`PostgreSQL did not start on ${place}:\n${output}`);
}
