import { labelPairs } from '../../api/declared-labels.js';
import { executionOf } from './execution-of.js';
import type { Condition, ConditionContext } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { DeclaredLabels } from '../../api/run-context.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.ExecutionLabels',
  aliases: [
    'io.kestra.plugin.core.condition.ExecutionLabelsCondition',
    'io.kestra.core.models.conditions.types.ExecutionLabelsCondition',
  ],
  title: 'True for executions with certain labels.',
})
export class ExecutionLabelsCondition implements Condition {
  @Property('labels', { description: 'They must all be there, with these values.', required: true })
  labels?: DeclaredLabels;

  test(ctx: ConditionContext): boolean {
    const { labels } = executionOf(ctx, this);
    return labelPairs(this.labels).every((wanted) =>
      labels.some((label) => label.key === wanted.key && label.value === wanted.value),
    );
  }
}
