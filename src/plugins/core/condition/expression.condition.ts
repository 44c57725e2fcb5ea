import { isAffirmative } from './execution-of.js';
import type { Condition } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.Expression',
  aliases: [
    'io.kestra.plugin.core.condition.ExpressionCondition',
    'io.kestra.plugin.core.condition.VariableCondition',
    'io.kestra.core.models.conditions.types.VariableCondition',
  ],
  title: 'True if an expression says so.',
})
export class ExpressionCondition implements Condition {
  @Property('string', {
    description: 'True unless it renders to blank or `false`.',
    required: true,
  })
  expression = '';

  test(): boolean {
    return isAffirmative(this.expression);
  }
}
