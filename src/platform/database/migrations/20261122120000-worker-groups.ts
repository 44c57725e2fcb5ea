import type { MigrationInterface, QueryRunner } from 'typeorm';

/** additive. Which group a worker belongs to, and every group that a worker was ever seen of (engine.md §3.1). */
export class WorkerGroups20261122120000 implements MigrationInterface {
  name = 'WorkerGroups20261122120000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table services add column worker_group text');
    await runner.query('create table worker_groups (key text primary key)');
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
