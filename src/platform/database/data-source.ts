import pg from 'pg';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from './migrations/index.js';

/** TypeORM on our pool: one set of connections, one set of type parsers. Ending the DataSource ends the pool. */
export function dataSourceOn(pool: pg.Pool): DataSource {
  function SharedPool(): pg.Pool {
    return pool;
  }
  return new DataSource({
    type: 'postgres',
    driver: { ...pg, Pool: SharedPool },
    migrations: MIGRATIONS,
    migrationsTableName: 'migrations',
    installExtensions: false,
    synchronize: false,
    logging: ['error', 'warn'],
    // The pool reports its errors itself.
    poolErrorHandler: () => undefined,
  });
}
