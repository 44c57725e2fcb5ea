import { IllegalArgumentError } from '../../../model/errors.js';
import { parseOffsetTime, parseWrittenDate } from './condition-date.js';
import type { Condition } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.TimeBetween',
  aliases: [
    'io.kestra.plugin.core.condition.TimeBetweenCondition',
    'io.kestra.core.models.conditions.types.TimeBetweenCondition',
  ],
  title: 'True between two times of the day.',
})
export class TimeBetweenCondition implements Condition {
  @Property('string', { description: 'The date to look at.' })
  date = '{{ trigger.date }}';

  @Property('string', { description: 'Time with offset; true later on the day.' })
  after?: string;

  @Property('string', { description: 'Time with offset; true earlier on the day.' })
  before?: string;

  test(): boolean {
    if (this.after === undefined && this.before === undefined) {
      throw new IllegalArgumentError('TimeBetween needs `after` or `before`');
    }
    const { timeOfDayMs, offsetMs } = parseWrittenDate(this.date);
    const time = timeOfDayMs - offsetMs;
    return (
      (this.after === undefined || time > parseOffsetTime(this.after)) &&
      (this.before === undefined || time < parseOffsetTime(this.before))
    );
  }
}
