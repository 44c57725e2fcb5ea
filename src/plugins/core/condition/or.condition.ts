import type { Condition, ConditionContext } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.Or',
  aliases: [
    'io.kestra.plugin.core.condition.OrCondition',
    'io.kestra.core.models.conditions.types.OrCondition',
  ],
  title: 'True if one of its conditions is.',
})
export class OrCondition implements Condition {
  @Property('plugins', { description: 'The conditions.', plugin: 'condition', required: true })
  conditions: readonly Condition[] = [];

  async test(ctx: ConditionContext): Promise<boolean> {
    for (const condition of this.conditions) {
      if (await condition.test(ctx)) {
        return true;
      }
    }
    return false;
  }
}
