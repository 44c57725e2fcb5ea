import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { MIGRATIONS } from './migrations/index.js';

/** One migrator at a time among all processes that share the database. */
const MIGRATION_LOCK = 4_507_372;

/**
 * Brings the schema up to date. Any number of processes may do so at once: the first one works, the others wait and find
 * nothing left to do.
 * @returns names of the migrations that this process ran.
 */
export async function migrate(
  connection: pg.ClientBase,
  dataSource: () => Promise<DataSource>,
): Promise<string[]> {
  if (await isUpToDate(connection)) {
    return [];
  }
  await connection.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    const ran = await (await dataSource()).runMigrations({ transaction: 'each' });
    return ran.map(({ name }) => name);
  } finally {
    await connection.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  }
}

/** Two short statements at a usual start instead of everything that TypeORM asks. */
async function isUpToDate(connection: pg.ClientBase): Promise<boolean> {
  const table = await connection.query<{ exists: boolean }>(
    `select to_regclass('migrations') is not null as exists`,
  );
  if (!table.rows[0]?.exists) {
    return false;
  }
  const { rows } = await connection.query<{ name: string }>('select name from migrations');
  const done = new Set(rows.map((row) => row.name));
  return MIGRATIONS.every((migration) => done.has(migration.name));
}
