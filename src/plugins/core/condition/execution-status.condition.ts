import { executionOf } from './execution-of.js';
import type { Condition, ConditionContext } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.ExecutionStatus',
  aliases: [
    'io.kestra.plugin.core.condition.ExecutionStatusCondition',
    'io.kestra.core.models.conditions.types.ExecutionStatusCondition',
  ],
  title: 'True for executions in certain states.',
})
export class ExecutionStatusCondition implements Condition {
  @Property('list', { description: 'States that are fine.' })
  in?: string[];

  @Property('list', { description: 'States that are not.' })
  notIn?: string[];

  test(ctx: ConditionContext): boolean {
    const { current } = executionOf(ctx, this).state;
    return (this.in?.includes(current) ?? true) && !(this.notIn?.includes(current) ?? false);
  }
}
