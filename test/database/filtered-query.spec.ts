import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { filterSql, textColumn } from '../../src/platform/database/filter-sql.js';
import { filteredQuery } from '../../src/platform/database/filtered-query.js';
import { type TestDatabase, testDatabase } from '../support/test-database.js';

let own: TestDatabase;

beforeAll(async () => {
  own = await testDatabase();
}, 60_000);

afterAll(() => own.close());

/** Texts of so many letters `a` that match the pattern. */
async function matching(pattern: string, length: number): Promise<number> {
  const values: unknown[] = [];
  const filter = { field: 'text', operation: 'REGEX', value: pattern } as const;
  const where = filterSql([filter], { text: textColumn('t.text') }, values);
  const table = `(values (repeat('a', ${length}))) as t (text)`;
  const text = `select 1 from ${table} where ${where}`;
  return (await filteredQuery(own.database.pool, text, values, 200)).rows.length;
}

test('a pattern that takes for ever is given up, and its connection serves others', async () => {
  expect(await matching('^a+$', 10)).toBe(1);
  for (let times = 0; times < 3; times++) {
    const hostile = String.raw`^(a+)(a+)(a+)(a+)\1\2\3\4$`;
    await expect(matching(hostile, 401)).rejects.toThrow(/takes too long to match/);
  }
  await expect(matching('(', 10)).rejects.toThrow(/invalid regular expression/);
  expect(await own.database.pool.query('show statement_timeout')).toMatchObject({
    rows: [{ statement_timeout: '0' }],
  });
});
