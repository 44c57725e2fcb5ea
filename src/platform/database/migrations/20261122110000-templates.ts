import type { MigrationInterface, QueryRunner } from 'typeorm';

/** additive. Tasks that flows share (engine.md §6.5); they have no revisions. */
export class Templates20261122110000 implements MigrationInterface {
  name = 'Templates20261122110000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table templates (
         namespace text not null,
         id text not null,
         source text not null,
         primary key (namespace, id)
       )`,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
