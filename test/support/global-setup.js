import './typescript.js';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One PostgreSQL for the whole run, with a template database that has every migration; see test-database.ts. */
export default async function globalSetup() {
  const { EmbeddedPostgres } =
    await import('../../src/platform/database/embedded/embedded-postgres.ts');
  const { Database } = await import('../../src/platform/database/database.ts');
  const directory = await mkdtemp(join(tmpdir(), 'kestra-test-'));
  // Another account runs the database when this one is root; without a way through, its data would stay behind elsewhere.
  await chmod(directory, 0o711);
  const postgres = await EmbeddedPostgres.start({
    dataDirectory: join(directory, 'postgres'),
    settings: { fsync: 'off', max_connections: '200' },
  });
  const maintenance = await Database.open({
    url: postgres.url(),
    dataDirectory: directory,
    poolSize: 2,
  });
  await maintenance.pool.query('create database template_kestra');
  await maintenance.close();
  const template = await Database.open({
    url: postgres.url('template_kestra'),
    dataDirectory: directory,
    poolSize: 2,
  });
  await template.close();
  process.env.TEST_POSTGRES_URL = postgres.url('');
  globalThis.stopTestPostgres = async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
