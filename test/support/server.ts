import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { stringify } from 'yaml';
import { type Role, ROLES } from '../../src/app/role.js';
import { Server } from '../../src/app/server.js';
import { loadConfig } from '../../src/platform/config/index.js';
import { dropDatabase, emptyDatabase } from './test-database.js';
import { waitFor } from './wait-for.js';

export interface ServerSetup {
  readonly roles?: readonly Role[];
  /** Values by Kestra's keys, e.g. `{ 'kestra.url': 'http://x' }`. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** An existing database, so that several servers share it; default one of its own. */
  readonly databaseUrl?: string;
}

export interface RunningServer {
  /** e.g. `http://localhost:40123`. */
  readonly url: string;
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

/** A whole server in this process, on a free port and a database of its own. */
export async function startServer(
  setup: ServerSetup = {},
): Promise<RunningServer & { container: INestApplication }> {
  const place = await prepare(setup);
  const config = loadConfig({
    file: place.configFile,
    forced: place.forced,
    environment: setup.environment ?? {},
  });
  const server = await Server.start({ config, roles: setup.roles ?? ROLES, log: false }).catch(
    async (error: unknown) => {
      await place.cleanUp();
      throw error;
    },
  );
  return {
    url: server.url,
    databaseUrl: place.databaseUrl,
    container: server.container,
    stop: async () => {
      await server.stop();
      await place.cleanUp();
    },
  };
}

/** The same as a process of its own, e.g. one per role on one database; `kill` ends it without a farewell. */
export async function startServerProcess(
  setup: ServerSetup & { readonly roles: readonly [Role] },
): Promise<RunningServer & { kill(): Promise<void> }> {
  const place = await prepare(setup);
  const child = spawn(
    process.execPath,
    ['--import', './test/support/typescript.js', 'src/main.ts', 'server', setup.roles[0]].concat([
      '--config',
      place.configFile,
      '--port',
      '0',
    ]),
    {
      env: { PATH: process.env['PATH'], ...setup.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const url = await urlOf(child);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await exited;
    await place.cleanUp();
  };
  return {
    url,
    databaseUrl: place.databaseUrl,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

async function urlOf(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return waitFor(() => {
    const match = /Server Running: (http:\/\/[^,]+)/.exec(output);
    if (!match && child.exitCode !== null) {
      throw new Error(`the server ended with ${child.exitCode}: ${output}`);
    }
    return match?.[1];
  }, 30_000);
}

interface Place {
  readonly databaseUrl: string;
  readonly configFile: string;
  readonly forced: Readonly<Record<string, unknown>>;
  cleanUp(): Promise<void>;
}

async function prepare(setup: ServerSetup): Promise<Place> {
  const databaseUrl = setup.databaseUrl ?? (await emptyDatabase('template_kestra'));
  const directory = await mkdtemp(join(tmpdir(), 'kestra-server-'));
  const forced = {
    'datasources.postgres.url': databaseUrl,
    'kestra.data-directory': directory,
    'micronaut.server.port': 0,
    ...setup.config,
  };
  const configFile = join(directory, 'config.yml');
  await writeFile(configFile, stringify(forced));
  return {
    databaseUrl,
    configFile,
    forced,
    cleanUp: async () => {
      await rm(directory, { recursive: true, force: true });
      if (setup.databaseUrl === undefined) {
        await dropDatabase(databaseUrl);
      }
    },
  };
}
