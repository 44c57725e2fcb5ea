import { executionOf } from './execution-of.js';
import type { Condition, ConditionContext } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.ExecutionFlow',
  aliases: [
    'io.kestra.plugin.core.condition.ExecutionFlowCondition',
    'io.kestra.core.models.conditions.types.ExecutionFlowCondition',
  ],
  title: 'True for executions of one flow.',
})
export class ExecutionFlowCondition implements Condition {
  @Property('string', { description: 'The namespace.', required: true })
  namespace = '';

  @Property('string', { description: 'The flow.', required: true })
  flowId = '';

  test(ctx: ConditionContext): boolean {
    const execution = executionOf(ctx, this);
    return execution.namespace === this.namespace && execution.flowId === this.flowId;
  }
}
