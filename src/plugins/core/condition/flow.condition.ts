import type { Condition, ConditionContext } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.FlowCondition',
  aliases: ['io.kestra.core.models.conditions.types.FlowCondition'],
  title: 'True for one flow.',
  description: 'Use ExecutionFlow.',
  deprecated: true,
})
export class FlowCondition implements Condition {
  @Property('string', { description: 'The namespace.', required: true })
  namespace = '';

  @Property('string', { description: 'The flow.', required: true })
  flowId = '';

  test({ flow }: ConditionContext): boolean {
    return flow.namespace === this.namespace && flow.id === this.flowId;
  }
}
