import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { StartupError } from '../../startup-error.js';
import {
  isAlive,
  isPostgres,
  type PostmasterFile,
  readPostmasterFile,
  removeStaleFiles,
} from './postmaster-file.js';
import { USER } from './settings.js';

/** Held by a session of the server that owns the data directory, so it ends with that server, however it ends. */
const OWNER_LOCK = 4_507_371;
/** Advisory locks belong to a database; this one exists from the beginning. */
const LOCK_DATABASE = 'postgres';

const POLL_MS = 5;
const PATIENCE_MS = 15_000;
const STARTING_UP = /starting up|not yet accepting|recovery/;

/** Connects and takes the lock. Undefined when another server holds it. */
export async function own(socketDirectory: string, port: number): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    host: socketDirectory,
    port,
    user: USER,
    database: LOCK_DATABASE,
    application_name: `server process ${process.pid}`,
  });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ won: boolean }>('select pg_try_advisory_lock($1) as won', [
    OWNER_LOCK,
  ]);
  if (rows[0]?.won) {
    return client;
  }
  await client.end();
  return undefined;
}

/**
 * Leaves the data directory without a PostgreSQL: stops one whose server was killed, removes the files of one that was
 * killed itself.
 * @throws StartupError when another server uses it.
 */
export async function takeOver(dataDirectory: string): Promise<void> {
  const running = await readPostmasterFile(dataDirectory);
  if (!running) {
    return;
  }
  if (await isPostgres(running.pid)) {
    await refuseWhenOwned(dataDirectory, running);
    await stop(running.pid);
  }
  await removeStaleFiles(dataDirectory);
}

async function refuseWhenOwned(dataDirectory: string, running: PostmasterFile): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (isAlive(running.pid) && Date.now() < deadline) {
    try {
      const session = await own(running.socketDirectory, running.port);
      if (session) {
        await session.end();
        return;
      }
      throw inUse(dataDirectory);
    } catch (error) {
      if (error instanceof StartupError || !STARTING_UP.test(String(error))) {
        return passOn(error);
      }
      await delay(POLL_MS);
    }
  }
}

/** A PostgreSQL that refuses connections has no server: it is shutting down, or its socket is gone. */
function passOn(error: unknown): void {
  if (error instanceof StartupError) {
    throw error;
  }
}

async function stop(pid: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  signal(pid, 'SIGINT');
  while (isAlive(pid)) {
    await delay(POLL_MS);
    if (Date.now() > deadline) {
      signal(pid, 'SIGQUIT');
    }
  }
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}

export function inUse(dataDirectory: string): StartupError {
  return new StartupError(
    `The database directory ${dataDirectory} is in use by another server. Stop that one, choose another ` +
      'directory with --data, or let both share a PostgreSQL of yours (KESTRA_DATASOURCES_POSTGRES_URL).',
  );
}
