import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '../../src/app/role.js';
import { type RunningServer, startServer, startServerProcess } from '../support/server.js';
import { dropDatabase, emptyDatabase } from '../support/test-database.js';

/** Servers that together are one installation. */
export interface Topology {
  /** Where its API is. */
  readonly url: string;
  stop(): Promise<void>;
}

const APART: readonly Role[] = ['webserver', 'scheduler', 'executor', 'worker'];

/** All roles in one server. */
export function together(): Promise<Topology> {
  return startServer();
}

/** A server per role on one database and one storage, in this process. */
export function apart(): Promise<Topology> {
  return onOneDatabase((role, setup) => startServer({ ...setup, roles: [role] }));
}

/** The same as processes. */
export function asProcesses(): Promise<Topology> {
  return onOneDatabase((role, setup) => startServerProcess({ ...setup, roles: [role] }));
}

interface SharedSetup {
  readonly databaseUrl: string;
  readonly config: Readonly<Record<string, unknown>>;
}

async function onOneDatabase(
  start: (role: Role, setup: SharedSetup) => Promise<RunningServer>,
): Promise<Topology> {
  const databaseUrl = await emptyDatabase('template_kestra');
  const storage = await mkdtemp(join(tmpdir(), 'kestra-storage-'));
  const config = { 'kestra.storage.local.base-path': storage };
  const servers: RunningServer[] = [];
  const stop = async (): Promise<void> => {
    for (const server of servers.reverse()) {
      await server.stop();
    }
    await dropDatabase(databaseUrl);
    await rm(storage, { recursive: true, force: true });
  };
  try {
    for (const role of APART) {
      servers.push(await start(role, { databaseUrl, config }));
    }
    return { url: servers[0]?.url ?? '', stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
