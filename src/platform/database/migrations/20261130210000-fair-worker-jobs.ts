import type { MigrationInterface, QueryRunner } from 'typeorm';

/** additive. Jobs take turns in the table as they do in memory; what waits from before goes first. */
export class FairWorkerJobs20261130210000 implements MigrationInterface {
  name = 'FairWorkerJobs20261130210000';

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
  `alter table worker_jobs
    add column lane text not null default 'light' check (lane in ('light', 'heavy')),
    -- namespace and id of the flow, and what its executions share that one execution started
    add column flow text not null default '',
    add column correlation_id text not null default '',
    -- jobs of a lane are taken in this order
    add column turn bigint not null default 0,
    -- nothing of the same flow and correlation waited before it
    add column leads boolean not null default false`,
  'drop index worker_jobs_claimable',
  `create index worker_jobs_claimable on worker_jobs (coalesce(worker_group, ''), lane, turn, id)
     where worker_id is null`,
  `create index worker_jobs_of_member on worker_jobs (flow, correlation_id, coalesce(worker_group, ''), lane, turn)
     where worker_id is null`,
  `create index worker_jobs_leading on worker_jobs (flow, coalesce(worker_group, ''), lane, turn)
     where worker_id is null and leads`,
];
