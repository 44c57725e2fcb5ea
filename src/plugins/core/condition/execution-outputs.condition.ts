import { executionOf, isAffirmative } from './execution-of.js';
import type { Condition, ConditionContext } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.ExecutionOutputs',
  aliases: [
    'io.kestra.plugin.core.condition.ExecutionOutputsCondition',
    'io.kestra.core.models.conditions.types.ExecutionOutputsCondition',
  ],
  title: 'True if an expression about the outputs of the execution says so.',
})
export class ExecutionOutputsCondition implements Condition {
  @Property('string', {
    description: 'Sees `trigger.outputs`; true unless it renders to blank or `false`.',
    required: true,
    raw: true,
  })
  expression = '';

  async test(ctx: ConditionContext): Promise<boolean> {
    const { outputs } = executionOf(ctx, this);
    if (outputs === undefined || Object.keys(outputs).length === 0) {
      return false;
    }
    return isAffirmative(await ctx.render(this.expression, { trigger: { outputs } }));
  }
}
