import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { EmbeddedPostgres } from '../../src/platform/database/embedded/embedded-postgres.js';
import { waitFor } from '../support/wait-for.js';

describe('the embedded PostgreSQL', () => {
  let directory = '';
  let dataDirectory = '';

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kestra-pg-'));
    dataDirectory = join(directory, 'postgres');
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  test('keeps its data across a restart and listens on no network address', async () => {
    const first = await EmbeddedPostgres.start({ dataDirectory });
    await query(first, 'create table kept as select 42 as value');
    await first.stop();

    const second = await EmbeddedPostgres.start({ dataDirectory });
    const kept = await query(second, 'select value from kept');
    const addresses = await query(second, 'show listen_addresses');
    await second.stop();

    expect(kept).toEqual([{ value: 42 }]);
    expect(addresses).toEqual([{ listen_addresses: '' }]);
  });

  test('refuses a directory that another server uses, and leaves that server alone', async () => {
    const first = await EmbeddedPostgres.start({ dataDirectory });
    await expect(EmbeddedPostgres.start({ dataDirectory })).rejects.toThrow(
      /is in use by another server/,
    );
    const rows = await query(first, 'select 1 as alive');
    await first.stop();

    expect(rows).toEqual([{ alive: 1 }]);
  });

  test('of several starts at once exactly one wins', async () => {
    const starts = await Promise.allSettled(
      [1, 2, 3].map(() => EmbeddedPostgres.start({ dataDirectory })),
    );
    const winners = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const alive = await Promise.all(winners.map((winner) => query(winner, 'select 1 as alive')));
    await Promise.all(winners.map((winner) => winner.stop()));

    expect(alive).toEqual([[{ alive: 1 }]]);
  });

  test('does not outlive a server that was killed', async () => {
    const server = await startKillable(dataDirectory);
    const postmaster = Number(
      (await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8')).split('\n')[0],
    );
    server.kill('SIGKILL');

    await waitFor(() => !isAlive(postmaster));
    const next = await EmbeddedPostgres.start({ dataDirectory });
    await next.stop();
  });

  test('starts although the number of a killed PostgreSQL belongs to another program now', async () => {
    const first = await EmbeddedPostgres.start({ dataDirectory });
    const file = await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8');
    await first.stop();
    await writeFile(
      join(dataDirectory, 'postmaster.pid'),
      file.replace(/^\d+/, String(process.pid)),
    );

    const next = await EmbeddedPostgres.start({ dataDirectory });
    const rows = await query(next, 'select 1 as alive');
    await next.stop();

    expect(rows).toEqual([{ alive: 1 }]);
  });

  test('says so when the directory belongs to another major version', async () => {
    const first = await EmbeddedPostgres.start({ dataDirectory });
    await first.stop();
    await writeFile(join(dataDirectory, 'PG_VERSION'), '13\n');

    await expect(EmbeddedPostgres.start({ dataDirectory })).rejects.toThrow(
      /was written by PostgreSQL 13/,
    );
  });
});

async function query(server: EmbeddedPostgres, text: string): Promise<unknown[]> {
  const client = new pg.Client(server.connection());
  await client.connect();
  const { rows } = await client.query<object>(text);
  await client.end();
  return rows;
}

async function startKillable(
  dataDirectory: string,
): Promise<{ kill(signal: NodeJS.Signals): void }> {
  const script = `
    const { EmbeddedPostgres } = await import('./src/platform/database/embedded/embedded-postgres.ts');
    await EmbeddedPostgres.start({ dataDirectory: process.argv[1] });
    console.log('started');
    setInterval(() => undefined, 1000);`;
  const child = spawn(
    process.execPath,
    [
      '--import',
      './test/support/typescript.js',
      '--input-type=module',
      '-e',
      script,
      dataDirectory,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
