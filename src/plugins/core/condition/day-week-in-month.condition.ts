import { DAYS_OF_WEEK, parseWrittenDate } from './condition-date.js';
import type { Condition } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

const POSITIONS = ['FIRST', 'SECOND', 'THIRD', 'FOURTH', 'LAST'];

@ConditionType({
  type: 'io.kestra.plugin.core.condition.DayWeekInMonth',
  aliases: [
    'io.kestra.plugin.core.condition.DayWeekInMonthCondition',
    'io.kestra.core.models.conditions.types.DayWeekInMonthCondition',
  ],
  title: 'True on one certain weekday of the month.',
})
export class DayWeekInMonthCondition implements Condition {
  @Property('string', { description: 'The date to look at.' })
  date = '{{ trigger.date }}';

  @Property('string', {
    description: 'The day, such as MONDAY.',
    values: DAYS_OF_WEEK,
    required: true,
  })
  dayOfWeek = '';

  @Property('string', { description: 'Which one of the month.', values: POSITIONS, required: true })
  dayInMonth = '';

  test(): boolean {
    const { year, month, day, weekday } = parseWrittenDate(this.date);
    if (DAYS_OF_WEEK[weekday] !== this.dayOfWeek) {
      return false;
    }
    const daysOfMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
    return this.dayInMonth === 'LAST'
      ? day + 7 > daysOfMonth
      : POSITIONS.indexOf(this.dayInMonth) === Math.floor((day - 1) / 7);
  }
}
