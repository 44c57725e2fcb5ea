import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { Database } from '../../src/platform/database/database.js';

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  /** Ends the connections and drops the database. */
  close(): Promise<void>;
}

/** A database of its own with the whole schema and no rows, in about 60 ms. */
export async function testDatabase(poolSize = 10): Promise<TestDatabase> {
  const url = await emptyDatabase('template_kestra');
  const database = await Database.open({ url, dataDirectory: '', poolSize });
  return {
    url,
    database,
    close: async () => {
      await database.close();
      await dropDatabase(url);
    },
  };
}

/** URL of a new database. */
export async function emptyDatabase(template = 'template0'): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await maintenance(`create database ${name} template ${template}`);
  return testPostgresUrl() + name;
}

export async function dropDatabase(url: string): Promise<void> {
  await maintenance(`drop database if exists ${url.slice(url.lastIndexOf('/') + 1)} with (force)`);
}

async function maintenance(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${testPostgresUrl()}postgres` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function testPostgresUrl(): string {
  const url = process.env['TEST_POSTGRES_URL'];
  if (url === undefined) {
    throw new Error(
      'no PostgreSQL for tests: this project of jest.config.js lacks the global set-up',
    );
  }
  return url;
}
