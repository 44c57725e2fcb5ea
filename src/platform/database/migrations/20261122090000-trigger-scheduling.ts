import type { MigrationInterface, QueryRunner } from 'typeorm';

/** additive. What the scheduler has to know of a trigger without reading its flow, and which flows it has not seen yet. */
export class TriggerScheduling20261122090000 implements MigrationInterface {
  name = 'TriggerScheduling20261122090000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) {
      await runner.query(statement);
    }
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

const STATEMENTS = [
  `alter table triggers
     add column kind text not null default 'SCHEDULE' check (kind in ('SCHEDULE', 'POLLING')),
     -- what becomes of dates that passed while no scheduler ran
     add column recover text not null default 'ALL' check (recover in ('ALL', 'LAST', 'NONE')),
     -- tells whether a new revision of the flow changed the trigger
     add column definition_hash text`,
  `drop index triggers_due`,
  `create index triggers_due on triggers (kind, next_date)
     where not disabled and next_date is not null and execution_id is null and evaluating_since is null`,
  `create index triggers_evaluated on triggers (worker_id) where evaluating_since is not null`,

  // Set together with the rows of its triggers; a saved revision begins with false.
  `alter table flows add column triggers_seen boolean not null default false`,
  `create index flows_triggers_unseen on flows (namespace, id) where latest and not triggers_seen`,

  // Where in the execution's history the state is: an execution may reach the same state several times.
  `alter table announcements add column position integer not null default 0`,
];
