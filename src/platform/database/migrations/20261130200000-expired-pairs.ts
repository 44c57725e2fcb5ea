import type { MigrationInterface, QueryRunner } from 'typeorm';

/** additive. Finds the key-value pairs that have expired. */
export class ExpiredPairs20261130200000 implements MigrationInterface {
  name = 'ExpiredPairs20261130200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index kv_by_expiration on kv (expires_at) where expires_at is not null`,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
