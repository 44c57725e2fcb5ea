import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AddressInfo } from 'node:net';
import mysql from 'mysql2/promise';
import { waitFor } from './wait-for.js';

const CACHE = resolve('node_modules/.cache/mariadb');
const PACKAGES = [
  'mariadb-server-core',
  'mariadb-server',
  'mariadb-common',
  'libaio1',
  'libnuma1',
  'liburing2',
];

export interface RunningMariaDb {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * A MariaDB of its own with a user `root` without a password, from the packages of Debian 12 unpacked into a cache
 * folder (nothing is installed). Undefined, with a message, where that cannot be done.
 */
export async function startMariaDb(): Promise<RunningMariaDb | undefined> {
  const root = unpacked();
  if (root === undefined) {
    return undefined;
  }
  const directory = await mkdtemp(join(tmpdir(), 'mariadb-'));
  const port = await freePort();
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu');
  const environment = { ...process.env, LD_LIBRARY_PATH: libraries };
  const options = [
    '--no-defaults',
    `--datadir=${directory}`,
    `--lc-messages-dir=${join(root, 'usr/share/mysql')}`,
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
  ];
  const systemTables = readFileSync(join(root, 'usr/share/mysql/mysql_system_tables.sql'), 'utf8');
  const program = join(root, 'usr/sbin/mariadbd');
  const made = spawnSync(program, [...options, '--bootstrap'], {
    env: environment,
    input: `create database mysql;\ncreate database test;\nuse mysql;\n${systemTables}`,
    encoding: 'utf8',
  });
  if (made.status !== 0) {
    console.warn(`skipped: MariaDB does not start here: ${made.stderr.slice(-500)}`);
    await rm(directory, { recursive: true });
    return undefined;
  }
  const child = spawn(
    program,
    [
      ...options,
      '--skip-grant-tables',
      '--skip-networking=0',
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      `--socket=${join(directory, 'socket')}`,
      '--local-infile=1',
    ],
    { env: environment, stdio: 'ignore' },
  );
  await waitFor(() => canConnect(port), 30_000);
  return { port, stop: () => stop(child, directory) };
}

function unpacked(): string | undefined {
  const root = join(CACHE, 'root');
  if (existsSync(join(root, 'usr/sbin/mariadbd'))) {
    return root;
  }
  mkdirSync(root, { recursive: true });
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', `apt-get download ${PACKAGES.join(' ')} && for p in *.deb; do dpkg -x "$p" root; done`],
    { cwd: CACHE, encoding: 'utf8' },
  );
  if (status !== 0) {
    console.warn(`skipped: the packages of MariaDB cannot be had here: ${stderr.slice(-500)}`);
    return undefined;
  }
  return root;
}

async function canConnect(port: number): Promise<boolean> {
  const connection = await mysql.createConnection({ host: '127.0.0.1', port, user: 'root' });
  await connection.end();
  return true;
}

async function stop(child: ChildProcess, directory: string): Promise<void> {
  const exited = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await exited;
  await rm(directory, { recursive: true, force: true });
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });
}
