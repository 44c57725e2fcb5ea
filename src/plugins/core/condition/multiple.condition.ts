import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.MultipleCondition',
  aliases: ['io.kestra.core.models.conditions.types.MultipleCondition'],
  title: 'True when several executions have come within a time window.',
  description: 'Use `preconditions` of the Flow trigger, which does the keeping.',
  deprecated: true,
})
export class MultipleCondition {
  @Property('string', { description: 'Name of the window.', required: true, dynamic: false })
  id?: string;

  @Property('map', { description: 'The window.', raw: true })
  timeWindow?: Readonly<Record<string, unknown>>;

  @Property('map', { description: 'Older name of `timeWindow`.', raw: true, deprecated: true })
  sla?: Readonly<Record<string, unknown>>;

  @Property('duration', { description: 'Length of the window.', deprecated: true })
  window?: number;

  @Property('duration', { description: 'Shifts the window.', deprecated: true })
  windowAdvance?: number;

  @Property('boolean', { description: 'Begin anew when all have come.' })
  resetOnSuccess = true;

  @Property('map', { description: 'Conditions by name.', raw: true, required: true })
  conditions?: Readonly<Record<string, unknown>>;
}
