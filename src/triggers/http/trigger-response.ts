import type { TriggerDefinition } from '../../model/flow.js';
import type { StateType } from '../../model/state.js';
import type { Backfill, TriggerKind, TriggerState } from '../../model/trigger.js';
import { TENANT } from '../../platform/http/index.js';
import { isLocked } from '../manage-triggers.js';

/** The state of a trigger under the names of both eras (api.md §4.7). */
export class TriggerResponse {
  tenantId!: string;
  namespace!: string;
  flowId!: string;
  triggerId!: string;
  flowRevision!: number;
  kind!: TriggerKind;
  disabled!: boolean;
  locked!: boolean;
  date?: string;
  evaluatedAt?: string;
  lastTriggeredDate?: string;
  nextExecutionDate?: string;
  nextEvaluationDate?: string;
  executionId?: string;
  evaluateRunningDate?: string;
  workerId?: string;
  backfill?: Backfill;
  stopAfter?: readonly StateType[];
  updatedDate!: string;
  updatedAt!: string;
}

/** A trigger with what its flow says of it; null when the flow is gone. */
export class TriggerSearchItemResponse {
  abstractTrigger!: TriggerDefinition | null;
  triggerContext!: TriggerResponse;
  trigger!: TriggerDefinition | null;
  state!: TriggerResponse;
}

export class TriggerPageResponse {
  results!: TriggerResponse[];
  total!: number;
}

export class TriggerSearchResponse {
  results!: TriggerSearchItemResponse[];
  total!: number;
}

export class TriggerBulkResponse {
  count!: number;
  operationId!: string;
  totalItems!: number;
}

export function toTriggerResponse(state: TriggerState): TriggerResponse {
  const { date, nextDate, evaluatingSince, updatedAt, ...same } = state;
  return {
    tenantId: TENANT,
    ...same,
    locked: isLocked(state),
    ...(date !== undefined && { date, evaluatedAt: date, lastTriggeredDate: date }),
    ...(nextDate !== undefined && { nextExecutionDate: nextDate, nextEvaluationDate: nextDate }),
    ...(evaluatingSince !== undefined && { evaluateRunningDate: evaluatingSince }),
    updatedDate: updatedAt,
    updatedAt,
  };
}

export function toSearchItem(
  state: TriggerState,
  definition: TriggerDefinition | undefined,
): TriggerSearchItemResponse {
  const context = toTriggerResponse(state);
  const trigger = definition ?? null;
  return { abstractTrigger: trigger, triggerContext: context, trigger, state: context };
}
