import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { submitQueued } from '../../src/executions/index.js';
import { type TestDatabase, testDatabase } from '../support/test-database.js';

let own: TestDatabase;

beforeAll(async () => {
  own = await testDatabase();
}, 60_000);

afterAll(() => own.close());

async function query(text: string): Promise<unknown[]> {
  return (await own.database.pool.query<Record<string, unknown>>(text)).rows;
}

test('executions that wait for a slot are asked to go on, all of them, in several statements', async () => {
  await query(
    `insert into executions (id, namespace, flow_id, flow_revision, state, start_date, original_id, document)
     select 'q' || n, 'a.b', 'f', 1, case when n <= 2500 then 'QUEUED' else 'RUNNING' end, now(), 'q' || n, '{}' from generate_series(1, 2600) n`,
  );
  expect(await submitQueued(own.database.pool)).toBe(2_500);
  expect(await query('select distinct event::text as event from execution_events')).toEqual([
    { event: '{"kind":"UnqueueRequested"}' },
  ]);
  expect(await query('select count(*) as n from execution_events')).toEqual([{ n: 2_500 }]);
});
