import { afterEach, describe, expect, test } from '@jest/globals';
import { Database } from '../../src/platform/database/database.js';
import { MIGRATIONS } from '../../src/platform/database/migrations/index.js';
import { dropDatabase, emptyDatabase } from '../support/test-database.js';

describe('migrations', () => {
  let url = '';

  afterEach(() => dropDatabase(url));

  test('run once when twenty processes start at the same time', async () => {
    url = await emptyDatabase();
    const reports: string[] = [];
    const log = { info: (message: string) => reports.push(message), warn: () => undefined };
    const databases = await Promise.all(
      Array.from({ length: 20 }, () => Database.open({ url, dataDirectory: '', poolSize: 2, log })),
    );
    const [first] = databases;
    const { rows } = await first!.pool.query('select name from migrations order by id');
    await Promise.all(databases.map((database) => database.close()));

    expect(rows.map(({ name }) => name)).toEqual(MIGRATIONS.map(({ name }) => name));
    expect(reports).toHaveLength(1);
  });
});
