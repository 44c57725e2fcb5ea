import { parseWrittenDate } from './condition-date.js';
import type { Condition } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.Weekend',
  aliases: [
    'io.kestra.plugin.core.condition.WeekendCondition',
    'io.kestra.core.models.conditions.types.WeekendCondition',
  ],
  title: 'True on Saturday and Sunday.',
})
export class WeekendCondition implements Condition {
  @Property('string', { description: 'The date to look at.' })
  date = '{{ trigger.date }}';

  test(): boolean {
    const { weekday } = parseWrittenDate(this.date);
    return weekday === 0 || weekday === 6;
  }
}
