import type { Execution } from '../../model/execution.js';
import { executionRow } from '../executor/turn-rows.js';
import type { ExecutionRow } from './turn-writer.js';

/** Row of a new execution that nobody owns yet: an executor takes it with its first event. */
export function newExecutionRow(execution: Execution): ExecutionRow {
  return executionRow(execution, null);
}

/**
 * CTEs `created` and `told` for a statement of another feature that has to create executions in the same commit as its
 * own rows. `source` is a relation with a json column `execution`, a row of `newExecutionRow` or null. The statement's
 * author notifies the channel `execution_events`.
 */
export function creationCtes(source: string): string {
  return `created as (
      insert into executions (id, namespace, flow_id, flow_revision, state, start_date, end_date, labels, kind,
        trigger_execution_id, parent_id, original_id, owner, document)
      select r.* from ${source} s cross join lateral json_to_record(s.execution) as r(id text, namespace text,
        flow_id text, flow_revision integer, state text, start_date timestamptz, end_date timestamptz, labels jsonb,
        kind text, trigger_execution_id text, parent_id text, original_id text, owner text, document json)
      where s.execution is not null
      on conflict (id) do nothing returning id),
    told as (
      insert into execution_events (execution_id, event)
      select id, '{"kind": "ExecutionCreated"}'::json from created returning 1)`;
}
