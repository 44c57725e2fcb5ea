import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * additive. The first schema: flows, executions and their task runs, the mailboxes between roles, logs, metrics, KV,
 * triggers.
 *
 * Documents are `json`, not `jsonb`: the order of keys and the spelling of numbers (`1.0`) belong to the data, and a
 * text column is cheaper to write. What is searched has a column of its own.
 */
export class InitialSchema20261122080000 implements MigrationInterface {
  name = 'InitialSchema20261122080000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) {
      await runner.query(statement);
    }
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

const STATES = `'CREATED','SUBMITTED','QUEUED','RUNNING','PAUSED','BREAKPOINT','RESTARTED','RESUBMITTED','KILLING',
  'RETRYING','SUCCESS','WARNING','FAILED','KILLED','CANCELLED','RETRIED','SKIPPED'`;
const TERMINATED = `'SUCCESS','WARNING','FAILED','KILLED','CANCELLED','RETRIED','SKIPPED'`;

const STATEMENTS = [
  // One row per running process. `id` is new at every start, so it fences: a process whose row is gone has lost
  // everything it owned.
  `create table services (
    id text primary key,
    roles text[] not null,
    host text not null,
    pid integer not null,
    started_at timestamptz not null default now(),
    heartbeat_at timestamptz not null default now()
  )`,

  `create table flows (
    namespace text not null,
    id text not null,
    revision integer not null check (revision > 0),
    source text not null,
    deleted boolean not null default false,
    disabled boolean not null default false,
    latest boolean not null default true,
    labels jsonb not null default '[]',
    updated_at timestamptz not null default now(),
    primary key (namespace, id, revision)
  )`,
  `create unique index flows_latest on flows (namespace, id) where latest`,

  `create table executions (
    id text primary key,
    namespace text not null,
    flow_id text not null,
    flow_revision integer not null,
    state text not null check (state in (${STATES})),
    start_date timestamptz not null,
    end_date timestamptz,
    labels jsonb not null default '[]',
    kind text,
    -- the execution whose task or whose end started this one
    trigger_execution_id text,
    parent_id text,
    original_id text not null,
    -- services.id of the executor that holds it in memory; null: nobody, it waits for an event
    owner text,
    document json not null
  )`,
  `create index executions_by_flow on executions (namespace, flow_id, start_date desc)`,
  `create index executions_by_date on executions (start_date desc)`,
  `create index executions_labels on executions using gin (labels jsonb_path_ops) with (fastupdate = on)`,
  `create index executions_children on executions (trigger_execution_id) where trigger_execution_id is not null`,
  `create index executions_owned on executions (owner) where owner is not null`,
  `create index executions_active on executions (namespace, flow_id, state)
     where state not in (${TERMINATED})`,

  // No foreign key to executions: the hottest table, written in the same statement as its execution.
  `create table task_runs (
    execution_id text not null,
    id text not null,
    -- order of creation within the execution
    position integer not null,
    task_id text not null,
    state text not null check (state in (${STATES})),
    document json not null,
    outputs json,
    primary key (execution_id, id)
  ) with (fillfactor = 80)`,

  // What happened to executions that the writer does not own itself.
  `create table execution_events (
    id bigint generated always as identity primary key,
    execution_id text not null,
    event json not null,
    -- the asker that waits for an answer (notify channel \`answers\`)
    reply_to text,
    created_at timestamptz not null default now()
  )`,
  `create index execution_events_by_execution on execution_events (execution_id, id)`,

  // What the asker of an event is to be shown; read and deleted at once, worth nothing after a crash.
  `create unlogged table execution_answers (
    reply_to text primary key,
    document json not null,
    created_at timestamptz not null default now()
  )`,

  `create table execution_delays (
    execution_id text not null,
    key text not null,
    due_at timestamptz not null,
    primary key (execution_id, key)
  )`,
  `create index execution_delays_due on execution_delays (due_at)`,

  `create table worker_jobs (
    id bigint generated always as identity primary key,
    execution_id text not null,
    task_run_id text not null,
    attempt integer not null,
    worker_group text,
    job json not null,
    -- services.id of the worker that runs it: its heartbeat is the lease
    worker_id text,
    killed boolean not null default false,
    unique (execution_id, task_run_id, attempt)
  )`,
  `create index worker_jobs_claimable on worker_jobs (id) include (worker_group) where worker_id is null`,
  `create index worker_jobs_leased on worker_jobs (worker_id) where worker_id is not null`,

  // A slot is a row, not a counter: giving it back twice is harmless.
  `create table concurrency_slots (
    execution_id text primary key,
    namespace text not null,
    flow_id text not null,
    created_at timestamptz not null default now()
  )`,
  `create index concurrency_slots_by_flow on concurrency_slots (namespace, flow_id)`,
  `create table concurrency_queue (
    id bigint generated always as identity primary key,
    execution_id text not null unique,
    namespace text not null,
    flow_id text not null,
    created_at timestamptz not null default now()
  )`,
  `create index concurrency_queue_by_flow on concurrency_queue (namespace, flow_id, id)`,

  `create table logs (
    id bigint generated always as identity primary key,
    timestamp timestamptz not null,
    level smallint not null,
    namespace text not null,
    flow_id text not null,
    task_id text,
    execution_id text,
    task_run_id text,
    attempt_number integer,
    trigger_id text,
    thread text,
    message text not null
  )`,
  `create index logs_by_execution on logs (execution_id, id) where execution_id is not null`,
  `create index logs_by_flow on logs (namespace, flow_id, timestamp desc) where execution_id is null`,
  `create index logs_by_date on logs using brin (timestamp)`,

  `create table metrics (
    id bigint generated always as identity primary key,
    timestamp timestamptz not null,
    namespace text not null,
    flow_id text not null,
    task_id text not null,
    execution_id text not null,
    task_run_id text not null,
    type text not null check (type in ('counter', 'timer')),
    name text not null,
    value double precision not null,
    tags jsonb
  )`,
  `create index metrics_by_execution on metrics (execution_id, id)`,
  `create index metrics_by_name on metrics (namespace, flow_id, name, timestamp)`,

  `create table kv (
    namespace text not null,
    key text not null,
    -- Ion text
    value text not null,
    description text,
    revision integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    expires_at timestamptz,
    primary key (namespace, key)
  )`,

  `create table triggers (
    namespace text not null,
    flow_id text not null,
    trigger_id text not null,
    type text not null,
    flow_revision integer not null,
    disabled boolean not null default false,
    last_date timestamptz,
    next_date timestamptz,
    -- set: locked until this execution ends
    execution_id text,
    -- set: a worker evaluates the trigger since then
    evaluating_since timestamptz,
    worker_id text,
    backfill json,
    stop_after text[],
    updated_at timestamptz not null default now(),
    primary key (namespace, flow_id, trigger_id)
  )`,
  `create index triggers_due on triggers (next_date) where not disabled and next_date is not null`,
  `create index triggers_locked on triggers (execution_id) where execution_id is not null`,

  // States that Flow triggers have to hear of: written with the state, deleted with the executions they start.
  `create table announcements (
    id bigint generated always as identity primary key,
    execution_id text not null,
    state text not null,
    created_at timestamptz not null default now()
  )`,

  // Windows of Flow triggers with several conditions (triggers.md §5.3).
  `create table trigger_windows (
    namespace text not null,
    flow_id text not null,
    condition_id text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    results json not null,
    outputs json,
    primary key (namespace, flow_id, condition_id)
  )`,

  `create table settings (key text primary key, value json not null)`,
];
