import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { client } from './load.mjs';
import {
  dist,
  freePort,
  healthy,
  nodeFlags,
  processorSeconds,
  residentMegabytes,
  statOf,
  TICKS_PER_SECOND,
} from './server.mjs';

/** A webserver, executors and workers as processes of their own on one PostgreSQL; `stop()` removes all of it. */
export async function startSplit({ executors, workers }) {
  const home = await mkdtemp(join(tmpdir(), 'kestra-perf-'));
  // PostgreSQL does not run as root: its account has to get in.
  await chmod(home, 0o755);
  const { EmbeddedPostgres } = await import(
    pathToFileURL(join(dist, 'platform/database/embedded/embedded-postgres.js'))
  );
  const dataDirectory = join(home, 'postgres');
  const postgres = await EmbeddedPostgres.start({
    dataDirectory,
    settings: { max_connections: '120' },
  });
  const config = join(home, 'config.yml');
  await writeFile(
    config,
    JSON.stringify({
      'kestra.data-directory': home,
      'kestra.tasks.tmp-dir.path': join(home, 'work'),
      'datasources.postgres.url': postgres.url(),
    }),
  );
  const children = { webserver: [], executor: [], worker: [] };
  const start = async (role) => {
    const server = await startRole(role, config);
    children[role].push(server.child);
    return server;
  };
  // The first one makes the schema.
  const { url, request } = await start('webserver');
  for (let i = 0; i < executors; i++) await start('executor');
  for (let i = 0; i < workers; i++) await start('worker');
  const pool = new pg.Pool({ ...postgres.connection(), max: 2 });
  return {
    url,
    request,
    count: async (sql) => (await pool.query(sql)).rows,
    /** By role; PostgreSQL is one of them. */
    processorSeconds: () => ({
      ...byRole(children, ({ pid }) => processorSeconds(pid)),
      postgres: postgresSeconds(dataDirectory),
    }),
    residentMegabytes: () => byRole(children, ({ pid }) => residentMegabytes(pid)),
    executorSeconds: () => children.executor.map(({ pid }) => processorSeconds(pid)),
    async stop() {
      await pool.end();
      for (const child of Object.values(children).flat().reverse()) {
        child.kill('SIGINT');
        await new Promise((resolve) => child.once('exit', resolve));
      }
      await postgres.stop();
      await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

async function startRole(role, config) {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [
      ...nodeFlags.filter(Boolean),
      join(dist, 'main.js'),
      'server',
      role,
      '--config',
      config,
      '--port',
      String(port),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const url = `http://localhost:${port}`;
  const request = client(url);
  await healthy(request, child);
  return { child, url, request };
}

function byRole(children, measure) {
  return Object.fromEntries(
    Object.entries(children).map(([role, all]) => [
      role,
      all.map(measure).reduce((a, b) => a + b, 0),
    ]),
  );
}

/** The postmaster counts its ended children itself; connections are pooled, so most of them still live. */
function postgresSeconds(dataDirectory) {
  const pid = readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n')[0];
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const ended = statOf(pid);
  const ofEnded = (Number(ended[13]) + Number(ended[14])) / TICKS_PER_SECOND;
  return [pid, ...children]
    .map((one) => {
      try {
        return processorSeconds(one);
      } catch {
        return 0;
      }
    })
    .reduce((a, b) => a + b, ofEnded);
}
