import { isPublicHoliday } from '../../api/public-holidays.js';
import { parseWrittenDate } from './condition-date.js';
import type { Condition } from '../../api/condition.js';
import { ConditionType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@ConditionType({
  type: 'io.kestra.plugin.core.condition.PublicHoliday',
  aliases: [
    'io.kestra.plugin.core.condition.PublicHolidayCondition',
    'io.kestra.core.models.conditions.types.PublicHolidayCondition',
  ],
  title: 'True on public holidays.',
})
export class PublicHolidayCondition implements Condition {
  @Property('string', { description: 'The date to look at.' })
  date = '{{ trigger.date }}';

  @Property('string', { description: 'Two letters (ISO 3166); default that of the server.' })
  country?: string;

  @Property('string', { description: 'Part of the country (ISO 3166-2).' })
  subDivision?: string;

  test(): Promise<boolean> {
    return isPublicHoliday(
      parseWrittenDate(this.date),
      this.country ?? serverCountry(),
      this.subDivision,
    );
  }
}

function serverCountry(): string {
  return new Intl.Locale(Intl.DateTimeFormat().resolvedOptions().locale).maximize().region ?? 'US';
}
