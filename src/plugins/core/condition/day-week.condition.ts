import { DAYS_OF_WEEK, parseWrittenDate } from './condition-date.js';
import type { Condition } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.DayWeek',
  aliases: [
    'io.kestra.plugin.core.condition.DayWeekCondition',
    'io.kestra.core.models.conditions.types.DayWeekCondition',
  ],
  title: 'True on one day of the week.',
})
export class DayWeekCondition implements Condition {
  @Property('string', { description: 'The date to look at.' })
  date = '{{ trigger.date }}';

  @Property('string', {
    description: 'The day, such as MONDAY.',
    values: DAYS_OF_WEEK,
    required: true,
  })
  dayOfWeek = '';

  test(): boolean {
    return DAYS_OF_WEEK[parseWrittenDate(this.date).weekday] === this.dayOfWeek;
  }
}
