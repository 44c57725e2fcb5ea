import { IllegalArgumentError } from '../../../model/errors.js';
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

  async test(): Promise<boolean> {
    const { year, month, day } = parseWrittenDate(this.date);
    const { default: Holidays } = await import('date-holidays');
    const country = (this.country ?? serverCountry()).toUpperCase();
    const calendar = new Holidays();
    if (!Object.hasOwn(calendar.getCountries(), country)) {
      throw new IllegalArgumentError(`There is no calendar of public holidays for ${country}`);
    }
    // Both `BE` and `DE-BE` are Berlin.
    calendar.init(country, this.subDivision?.replace(new RegExp(`^${country}-`, 'i'), ''));
    const noon = new Date(year, month - 1, day, 12);
    const holidays = calendar.isHoliday(noon);
    return holidays !== false && holidays.some((holiday) => holiday.type === 'public');
  }
}

function serverCountry(): string {
  return new Intl.Locale(Intl.DateTimeFormat().resolvedOptions().locale).maximize().region ?? 'US';
}
