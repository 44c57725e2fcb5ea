import { TERMINATED_STATES } from '../../model/state.js';
import { textList } from '../../platform/database/text-list.js';
import { insertJobs, type JobRow } from '../../queues/job-table.js';
import {
  EVENT_PARTS,
  type EventRow,
  type Notification,
  type Statement,
  StatementBuilder,
  type StatementPart,
} from '../../queues/statement.js';

const TERMINATED = textList(TERMINATED_STATES);

/** Everything one turn of the executor writes; plain rows with the names of the columns. */
export interface TurnWrites {
  readonly created: ExecutionRow[];
  readonly updated: ExecutionUpdate[];
  readonly taskRuns: TaskRunRow[];
  readonly removedTaskRuns: { execution_id: string; id: string }[];
  readonly jobs: JobRow[];
  readonly endedJobs: { execution_id: string; task_run_id: string; attempt: number }[];
  readonly killedJobs: { execution_id: string; task_run_id: string }[];
  /** Events for executions that this process does not hold. */
  readonly events: EventRow[];
  readonly consumedEvents: { id: string }[];
  /** Executions whose children are to be killed: those that are not terminated, and those that wait for their retry. */
  readonly killedParents: { id: string; event: object }[];
  /** Children to restart; the parent hears `gone` of one that does not exist any more. */
  readonly restartedChildren: { id: string; event: object; parent_id: string; gone: object }[];
  readonly delays: { execution_id: string; key: string; due_at: string }[];
  /** Without a key: all delays of the execution. */
  readonly endedDelays: { execution_id: string; key: string | null }[];
  readonly releasedSlots: { id: string }[];
  /** What a remote asker is to be shown, too large for a notification. */
  readonly answers: { reply_to: string; document: object }[];
  /** `position`: index in the execution's history. */
  readonly announcements: { execution_id: string; state: string; position: number }[];
  /** Triggers whose execution ended: no longer locked, and switched off by `stopAfter`. */
  readonly releasedTriggers: {
    namespace: string;
    flow_id: string;
    trigger_id: string;
    execution_id: string;
    state: string;
  }[];
  readonly logs: object[];
  readonly metrics: object[];
  readonly notifications: Notification[];
}

export interface ExecutionRow {
  id: string;
  namespace: string;
  flow_id: string;
  flow_revision: number;
  state: string;
  start_date: string;
  end_date: string | null;
  labels: object;
  kind: string | null;
  trigger_execution_id: string | null;
  parent_id: string | null;
  original_id: string;
  owner: string | null;
  document: object;
}

export type ExecutionUpdate = Pick<
  ExecutionRow,
  'id' | 'state' | 'end_date' | 'labels' | 'owner' | 'document'
>;

export interface TaskRunRow {
  execution_id: string;
  id: string;
  position: number;
  task_id: string;
  state: string;
  document: object;
  outputs: object | null;
}

export function noWrites(): TurnWrites {
  return {
    created: [],
    updated: [],
    taskRuns: [],
    removedTaskRuns: [],
    jobs: [],
    endedJobs: [],
    killedJobs: [],
    events: [],
    consumedEvents: [],
    killedParents: [],
    restartedChildren: [],
    delays: [],
    endedDelays: [],
    releasedSlots: [],
    answers: [],
    announcements: [],
    releasedTriggers: [],
    logs: [],
    metrics: [],
    notifications: [],
  };
}

const PARTS: Record<keyof TurnWrites, StatementPart> = {
  ...EVENT_PARTS,
  created: (
    rows,
  ) => `insert into executions (id, namespace, flow_id, flow_revision, state, start_date, end_date, labels,
      kind, trigger_execution_id, parent_id, original_id, owner, document)
    select x.* from fence, json_to_recordset(${rows}) as x(id text, namespace text, flow_id text, flow_revision integer,
      state text, start_date timestamptz, end_date timestamptz, labels jsonb, kind text, trigger_execution_id text,
      parent_id text, original_id text, owner text, document json)
    on conflict (id) do nothing`,
  updated: (rows) => `update executions e
    set state = x.state, end_date = x.end_date, labels = x.labels, owner = x.owner, document = x.document
    from fence, json_to_recordset(${rows}) as x(id text, state text, end_date timestamptz, labels jsonb, owner text, document json)
    where e.id = x.id and e.owner = fence.id`,
  taskRuns: (
    rows,
  ) => `insert into task_runs (execution_id, id, position, task_id, state, document, outputs)
    select x.* from fence, json_to_recordset(${rows}) as x(execution_id text, id text, position integer, task_id text,
      state text, document json, outputs json)
    on conflict (execution_id, id) do update
    set position = excluded.position, state = excluded.state, document = excluded.document, outputs = excluded.outputs`,
  removedTaskRuns: (rows) => `delete from task_runs t
    using fence, json_to_recordset(${rows}) as x(execution_id text, id text)
    where t.execution_id = x.execution_id and t.id = x.id`,
  jobs: insertJobs,
  endedJobs: (rows) => `delete from worker_jobs j
    using fence, json_to_recordset(${rows}) as x(execution_id text, task_run_id text, attempt integer)
    where j.execution_id = x.execution_id and j.task_run_id = x.task_run_id and j.attempt <= x.attempt`,
  killedJobs: (rows) => `update worker_jobs j set killed = true
    from fence, json_to_recordset(${rows}) as x(execution_id text, task_run_id text)
    where j.execution_id = x.execution_id and j.task_run_id = x.task_run_id`,
  consumedEvents: (rows) => `delete from execution_events v
    using fence, json_to_recordset(${rows}) as x(id bigint) where v.id = x.id`,
  killedParents: (rows) => `insert into execution_events (execution_id, event)
    select e.id, x.event from fence, json_to_recordset(${rows}) as x(id text, event json)
    join executions e on e.trigger_execution_id = x.id
    where e.state not in ${TERMINATED} or (e.state = 'RETRIED' and exists (
      select from execution_delays d where d.execution_id = e.id and d.key = 'replay'))`,
  restartedChildren: (rows) => `insert into execution_events (execution_id, event)
    select coalesce(e.id, x.parent_id), case when e.id is null then x.gone else x.event end
    from fence, json_to_recordset(${rows}) as x(id text, event json, parent_id text, gone json)
    left join executions e on e.id = x.id`,
  delays: (rows) => `insert into execution_delays (execution_id, key, due_at)
    select x.* from fence, json_to_recordset(${rows}) as x(execution_id text, key text, due_at timestamptz)
    on conflict (execution_id, key) do update set due_at = excluded.due_at`,
  endedDelays: (rows) => `delete from execution_delays d
    using fence, json_to_recordset(${rows}) as x(execution_id text, key text)
    where d.execution_id = x.execution_id and (x.key is null or d.key = x.key)`,
  releasedSlots: (rows) => `delete from concurrency_slots s
    using fence, json_to_recordset(${rows}) as x(id text) where s.execution_id = x.id`,
  answers: (rows) => `insert into execution_answers (reply_to, document)
    select x.* from fence, json_to_recordset(${rows}) as x(reply_to text, document json)`,
  announcements: (rows) => `insert into announcements (execution_id, state, position)
    select x.* from fence, json_to_recordset(${rows}) as x(execution_id text, state text, position integer)`,
  releasedTriggers: (rows) => `update triggers t
    set execution_id = nullif(t.execution_id, x.execution_id),
      disabled = t.disabled or coalesce(x.state = any(t.stop_after), false), updated_at = clock_timestamp()
    from fence, json_to_recordset(${rows}) as x(namespace text, flow_id text, trigger_id text, execution_id text, state text)
    where t.namespace = x.namespace and t.flow_id = x.flow_id and t.trigger_id = x.trigger_id
      and (t.execution_id = x.execution_id or x.state = any(t.stop_after))`,
};

const statements = new StatementBuilder('turn', PARTS);

/** The whole turn as one statement; see statement.ts for what its row says. */
export function turnStatement(processId: string, writes: TurnWrites): Statement {
  return statements.build(processId, writes);
}
