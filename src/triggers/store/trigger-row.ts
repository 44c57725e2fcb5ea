import type { TriggerState } from '../../model/trigger.js';

/** What statements select of a trigger, under the names of TriggerState. */
export const TRIGGER_COLUMNS = `t.namespace, t.flow_id as "flowId", t.trigger_id as "triggerId", t.kind,
  t.flow_revision as "flowRevision", t.disabled, t.last_date as date, t.next_date as "nextDate",
  t.execution_id as "executionId", t.evaluating_since as "evaluatingSince", t.worker_id as "workerId",
  t.backfill, t.stop_after as "stopAfter", t.updated_at as "updatedAt"`;

export type TriggerRow = { readonly [K in keyof TriggerState]-?: TriggerState[K] | null };

export function toTriggerState(row: TriggerRow): TriggerState {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null),
  ) as unknown as TriggerState;
}
