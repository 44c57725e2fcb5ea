import type { Condition, ConditionContext } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.Not',
  aliases: [
    'io.kestra.plugin.core.condition.NotCondition',
    'io.kestra.core.models.conditions.types.NotCondition',
  ],
  title: 'True if none of its conditions is.',
})
export class NotCondition implements Condition {
  @Property('plugins', { description: 'The conditions.', plugin: 'condition', required: true })
  conditions: readonly Condition[] = [];

  async test(ctx: ConditionContext): Promise<boolean> {
    for (const condition of this.conditions) {
      if (await condition.test(ctx)) {
        return false;
      }
    }
    return true;
  }
}
