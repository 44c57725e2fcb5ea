import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { ExpiredPairs, KvStore } from '../../src/kv/index.js';
import { KvRepository } from '../../src/kv/store/kv.repository.js';
import { testDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { waitFor } from '../support/wait-for.js';

let own: TestDatabase;
let store: KvStore;
let sweep: ExpiredPairs;

beforeAll(async () => {
  own = await testDatabase();
  const pairs = new KvRepository(own.database);
  store = new KvStore(pairs);
  sweep = new ExpiredPairs(pairs);
}, 60_000);

afterEach(() => sweep.stop());
afterAll(() => own.close());

async function expire(key: string, ago: string): Promise<void> {
  await own.database.pool.query(
    `update kv set expires_at = now() - $2::interval where namespace = 'team' and key = $1`,
    [key, ago],
  );
}

async function keys(): Promise<string[]> {
  const { rows } = await own.database.pool.query<{ key: string }>(
    'select key from kv order by key',
  );
  return rows.map(({ key }) => key);
}

test('pairs that expired long ago leave, others stay', async () => {
  for (const key of ['forever', 'later', 'lately', 'long-ago']) {
    await store.put('team', key, 1, key === 'forever' ? {} : { ttl: 60_000 });
  }
  await expire('lately', '1 hour');
  await expire('long-ago', '25 hours');

  sweep.start();

  await waitFor(async () => !(await keys()).includes('long-ago'));
  expect(await keys()).toEqual(['forever', 'lately', 'later']);
  await expect(store.get('team', 'lately')).rejects.toThrow('The requested value has expired');
});

test('no pair is born expired', async () => {
  await expect(store.put('team', 'past', 1, { ttl: -1 })).rejects.toThrow(
    'ttl must not be negative',
  );
  expect(await store.find('team', 'past')).toBeUndefined();
});

test('many leave in one sweep', async () => {
  await own.database.pool.query(
    `insert into kv (namespace, key, value, expires_at)
     select 'team', 'k' || n, '1', now() - interval '2 days' from generate_series(1, 12000) n`,
  );
  sweep.start();
  await waitFor(async () => !(await keys()).some((key) => /^k\d/.test(key)));
});
