import { executionOf } from './execution-of.js';
import type { Condition, ConditionContext } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.HasRetryAttempt',
  aliases: [
    'io.kestra.plugin.core.condition.HasRetryAttemptCondition',
    'io.kestra.core.models.conditions.types.HasRetryAttemptCondition',
  ],
  title: 'True if a task was tried more than once.',
})
export class HasRetryAttemptCondition implements Condition {
  @Property('list', { description: 'States that are fine.' })
  in?: string[];

  @Property('list', { description: 'States that are not.' })
  notIn?: string[];

  test(ctx: ConditionContext): boolean {
    executionOf(ctx, this);
    return (ctx.taskRuns ?? []).some(
      ({ attempts = [] }) =>
        attempts.length > 1 &&
        attempts.some(
          ({ state: { current } }) =>
            (this.in?.includes(current) ?? true) && !(this.notIn?.includes(current) ?? false),
        ),
    );
  }
}
