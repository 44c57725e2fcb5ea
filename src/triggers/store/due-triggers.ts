import { Injectable } from '@nestjs/common';
import { creationCtes, newExecutionRow } from '../../executions/index.js';
import type { LogEntry } from '../../model/log-entry.js';
import { stringifyJson } from '../../model/json.js';
import type { Execution } from '../../model/execution.js';
import type { Backfill, RecoverMode, TriggerRef, TriggerState } from '../../model/trigger.js';
import { Database } from '../../platform/database/database.js';
import { TRIGGER_COLUMNS, toTriggerState, type TriggerRow } from './trigger-row.js';

/** A trigger as it was read; `version` changes with every write of its row. */
export interface DueTrigger {
  readonly state: TriggerState;
  readonly version: string;
}

/** One whose date passed while no scheduler ran. */
export interface MissedTrigger extends DueTrigger {
  readonly recover: RecoverMode;
}

/** How an evaluated trigger goes on. Instants. */
export interface Settlement extends TriggerRef {
  readonly version: string;
  /** Absent: none was evaluated. */
  readonly date?: string;
  readonly nextDate?: string;
  readonly backfill?: Backfill;
  readonly execution?: Execution;
  /** The trigger waits for the end of the execution. */
  readonly locks: boolean;
  readonly logs: readonly LogEntry[];
}

const LEADER = `(select id from services where 'scheduler' = any(roles) order by started_at, id limit 1)`;

/** Due dates of schedules, and the one statement that both moves a trigger on and creates its execution. */
@Injectable()
export class DueTriggers {
  constructor(private readonly database: Database) {}

  /** Of the living processes with the scheduler role the oldest one evaluates. */
  async isLeader(processId: string): Promise<boolean> {
    const { rows } = await this.database.pool.query<{ leads: boolean }>({
      name: 'scheduler-leads',
      text: `select ${LEADER} is not distinct from $1 as leads`,
      values: [processId],
    });
    return rows[0]?.leads ?? false;
  }

  /** Schedules whose date comes until then, earliest first; neither locked ones nor those in a paused backfill. */
  async schedulesUntil(instant: string, limit: number): Promise<DueTrigger[]> {
    const { rows } = await this.database.pool.query<TriggerRow & { version: string }>({
      name: 'due-schedules',
      text: `select t.xmin::text as version, ${TRIGGER_COLUMNS} from triggers t
        where t.kind = 'SCHEDULE' and t.next_date <= $1 and not t.disabled and t.next_date is not null
          and t.execution_id is null and t.evaluating_since is null
          and coalesce(t.backfill->>'paused', 'false') <> 'true'
        order by t.next_date limit $2`,
      values: [instant, limit],
    });
    return rows.map(({ version, ...row }) => ({ version, state: toTriggerState(row) }));
  }

  /** Past schedules that do not make up for all missed dates (triggers.md §3.4). */
  async missed(instant: string): Promise<MissedTrigger[]> {
    const { rows } = await this.database.pool.query<
      TriggerRow & Pick<MissedTrigger, 'version' | 'recover'>
    >(
      `select t.xmin::text as version, t.recover, ${TRIGGER_COLUMNS} from triggers t
       where t.kind = 'SCHEDULE' and t.next_date < $1 and not t.disabled and t.recover <> 'ALL'
         and t.execution_id is null and t.backfill is null`,
      [instant],
    );
    return rows.map(({ version, recover, ...row }) => ({
      version,
      recover,
      state: toTriggerState(row),
    }));
  }

  /**
   * Moves triggers on and creates their executions, in one statement: a date is either still due or has its execution,
   * whatever dies in between. A row that anybody wrote since it was read is left alone, so of two schedulers that
   * evaluate the same date one settles it. Returns how many were settled.
   */
  async settle(settlements: readonly Settlement[]): Promise<number> {
    if (settlements.length === 0) {
      return 0;
    }
    const { rows } = await this.database.pool.query<{ settled: number }>({
      name: 'settle-triggers',
      text: settleStatement('t.xmin::text = x.version'),
      values: [stringifyJson(settlements.map(toRow))],
    });
    return rows[0]?.settled ?? 0;
  }
}

/** `condition` says when the row `t` is still what the settlement `x` is about. */
export function settleStatement(condition: string): string {
  return `with moved as (
      update triggers t set last_date = coalesce(x.last_date, t.last_date), next_date = x.next_date,
        backfill = x.backfill, execution_id = x.execution_id, evaluating_since = null, worker_id = null,
        updated_at = clock_timestamp()
      from json_to_recordset($1::json) as x(namespace text, flow_id text, trigger_id text, version text,
        last_date timestamptz, next_date timestamptz, backfill json, execution_id text, execution json, logs json)
      where t.namespace = x.namespace and t.flow_id = x.flow_id and t.trigger_id = x.trigger_id and ${condition}
      returning x.execution, x.logs),
    ${creationCtes('moved')},
    logged as (
      insert into logs (timestamp, level, namespace, flow_id, execution_id, trigger_id, thread, message)
      select l.timestamp, array_position(array['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'], l.level) - 1, l.namespace,
        l."flowId", l."executionId", l."triggerId", 'scheduler', l.message
      from moved m cross join lateral json_to_recordset(m.logs) as l(timestamp timestamptz, level text,
        namespace text, "flowId" text, "executionId" text, "triggerId" text, message text) returning 1)
    select (select count(*) from moved) as settled, (select count(*) from told) as told,
      (select pg_notify('execution_events', '') from (select 1 from told limit 1) as any_told)`;
}

export function toRow(settlement: Settlement): object {
  const {
    namespace,
    flowId,
    triggerId,
    version,
    date,
    nextDate,
    backfill,
    execution,
    locks,
    logs,
  } = settlement;
  return {
    namespace,
    flow_id: flowId,
    trigger_id: triggerId,
    version,
    last_date: date ?? null,
    next_date: nextDate ?? null,
    backfill: backfill ?? null,
    execution_id: execution !== undefined && locks ? execution.id : null,
    execution: execution === undefined ? null : newExecutionRow(execution),
    logs,
  };
}
