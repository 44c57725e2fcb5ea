import type { Pool, PoolClient } from 'pg';

declare const transaction: unique symbol;

/** An open transaction. Features may pass it on; only stores and queues can look inside. */
export interface Tx {
  readonly [transaction]: true;
}

/** The connection of the transaction: for `store/` and `queues/` only. */
export function clientOf(tx: Tx): PoolClient {
  return tx as unknown as PoolClient;
}

/** Commits when `work` resolves, rolls back when it rejects. A connection that broke on the way is thrown away. */
export async function inTransaction<T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client as unknown as Tx);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    const broken = await client.query('rollback').then(
      () => undefined,
      (cause: unknown) => cause,
    );
    client.release(broken instanceof Error ? broken : undefined);
    throw error;
  }
}
