import type { MigrationInterface, QueryRunner } from 'typeorm';

/** additive. Custom dashboards: YAML documents by their id. */
export class Dashboards20261122130000 implements MigrationInterface {
  name = 'Dashboards20261122130000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table dashboards (
      id text primary key,
      title text not null,
      source text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
