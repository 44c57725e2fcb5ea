import { IllegalArgumentError } from '../model/errors.js';
import type { Condition as ConditionDeclaration } from '../model/flow.js';
import { bindPlugin } from './api/bind-plugin.js';
import type { ConditionContext } from './api/condition.js';
import { isCondition } from './api/condition.js';
import { pluginClass } from './registry.js';

/** Do all conditions hold? Throws when one cannot be decided: what that means is up to the trigger (triggers.md §7). */
export async function conditionsHold(
  conditions: readonly ConditionDeclaration[],
  ctx: ConditionContext,
): Promise<boolean> {
  for (const declaration of conditions) {
    const condition = await bindPlugin(
      pluginClass('condition', declaration.type),
      declaration,
      ctx,
      pluginClass,
    );
    if (!isCondition(condition)) {
      throw new IllegalArgumentError(`${declaration.type} cannot be tested by itself`);
    }
    if (!(await condition.test(ctx))) {
      return false;
    }
  }
  return true;
}
