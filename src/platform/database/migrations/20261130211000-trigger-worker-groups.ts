import type { MigrationInterface, QueryRunner } from 'typeorm';

/** additive. Which group of workers evaluates a polling trigger; flows that name a group are looked at again. */
export class TriggerWorkerGroups20261130211000 implements MigrationInterface {
  name = 'TriggerWorkerGroups20261130211000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table triggers add column worker_group text');
    await runner.query(
      `update flows set triggers_seen = false where latest and source ~ 'workerGroup|workerSelector'`,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
