import { IllegalArgumentError } from '../../../model/errors.js';
import { parseWrittenDate } from './condition-date.js';
import type { Condition } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.DateTimeBetween',
  aliases: [
    'io.kestra.plugin.core.condition.DateTimeBetweenCondition',
    'io.kestra.core.models.conditions.types.DateTimeBetweenCondition',
  ],
  title: 'True between two dates.',
})
export class DateTimeBetweenCondition implements Condition {
  @Property('string', { description: 'The date to look at.' })
  date = '{{ trigger.date }}';

  @Property('string', { description: 'True for later dates.' })
  after?: string;

  @Property('string', { description: 'True for earlier dates.' })
  before?: string;

  test(): boolean {
    if (this.after === undefined && this.before === undefined) {
      throw new IllegalArgumentError('DateTimeBetween needs `after` or `before`');
    }
    const { epochMs } = parseWrittenDate(this.date);
    return (
      (this.after === undefined || epochMs > parseWrittenDate(this.after).epochMs) &&
      (this.before === undefined || epochMs < parseWrittenDate(this.before).epochMs)
    );
  }
}
