import type { Condition, ConditionContext } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.FlowNamespaceCondition',
  aliases: ['io.kestra.core.models.conditions.types.FlowNamespaceCondition'],
  title: 'True for flows of a namespace.',
  description: 'Use ExecutionNamespace.',
  deprecated: true,
})
export class FlowNamespaceCondition implements Condition {
  @Property('string', { description: 'The namespace.', required: true })
  namespace = '';

  @Property('boolean', { description: 'Compare the beginning only.' })
  prefix = false;

  test({ flow }: ConditionContext): boolean {
    return this.prefix
      ? flow.namespace.startsWith(this.namespace)
      : flow.namespace === this.namespace;
  }
}
