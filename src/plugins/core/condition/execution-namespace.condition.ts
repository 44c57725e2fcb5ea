import { executionOf } from './execution-of.js';
import type { Condition, ConditionContext } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.ExecutionNamespace',
  aliases: [
    'io.kestra.plugin.core.condition.ExecutionNamespaceCondition',
    'io.kestra.core.models.conditions.types.ExecutionNamespaceCondition',
  ],
  title: 'True for executions of a namespace.',
})
export class ExecutionNamespaceCondition implements Condition {
  @Property('string', { description: 'The namespace.', required: true })
  namespace = '';

  @Property('string', {
    description: 'How the names are compared.',
    values: ['EQUALS', 'PREFIX', 'SUFFIX'],
  })
  comparison?: string;

  @Property('boolean', { description: 'Old form of `comparison: PREFIX`.', deprecated: true })
  prefix = false;

  test(ctx: ConditionContext): boolean {
    const { namespace } = executionOf(ctx, this);
    switch (this.comparison ?? (this.prefix ? 'PREFIX' : 'EQUALS')) {
      case 'PREFIX':
        return namespace.startsWith(this.namespace);
      case 'SUFFIX':
        return namespace.endsWith(this.namespace);
      default:
        return namespace === this.namespace;
    }
  }
}
