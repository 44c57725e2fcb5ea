import { isTruthy } from '../expressions/index.js';
import type { Condition, TriggerDefinition } from '../model/flow.js';
import { conditionsHold } from '../plugins/index.js';
import type { ConditionContext } from '../plugins/index.js';

const MULTIPLE_CONDITION = 'io.kestra.plugin.core.condition.MultipleCondition';
const MULTIPLE_CONDITIONS = [
  MULTIPLE_CONDITION,
  'io.kestra.core.models.conditions.types.MultipleCondition',
];

/** Does a trigger's list of conditions name one that collects several executions? */
export function isMultiple({ type }: Condition): boolean {
  return MULTIPLE_CONDITIONS.includes(type);
}

/** Conditions that look at one moment; `scheduleConditions` is an old name for them. */
export function conditionsOf(trigger: TriggerDefinition): Condition[] {
  const old = trigger['scheduleConditions'];
  const all = [...(trigger.conditions ?? []), ...(Array.isArray(old) ? (old as Condition[]) : [])];
  return all.filter((condition) => !isMultiple(condition));
}

export function hasConditions(trigger: TriggerDefinition): boolean {
  return trigger['when'] !== undefined || conditionsOf(trigger).length > 0;
}

/**
 * All conditions, and `when`, which may see more. Throws when one cannot be decided: what that means is up to the
 * trigger (triggers.md §7).
 */
export async function triggerHolds(
  trigger: TriggerDefinition,
  ctx: ConditionContext,
  whenRoots?: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const when = trigger['when'];
  return (
    (await conditionsHold(conditionsOf(trigger), ctx)) &&
    (when === undefined || when === null || isTruthy(await ctx.render(String(when), whenRoots)))
  );
}
