import { IllegalArgumentError } from '../../model/errors.js';

export interface CalendarDay {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/**
 * Is the day a public holiday of a country (ISO 3166, two letters) or of a part of it (ISO 3166-2)? The calendars are
 * loaded by the first question.
 */
export async function isPublicHoliday(
  { year, month, day }: CalendarDay,
  countryCode: string,
  subDivision?: string,
): Promise<boolean> {
  const { default: Holidays } = await import('date-holidays');
  const country = countryCode.toUpperCase();
  const calendar = new Holidays();
  if (!Object.hasOwn(calendar.getCountries(), country)) {
    throw new IllegalArgumentError(`There is no calendar of public holidays for ${country}`);
  }
  // Both `BE` and `DE-BE` are Berlin.
  calendar.init(country, subDivision?.replace(new RegExp(`^${country}-`, 'i'), ''));
  const noon = new Date(year, month - 1, day, 12);
  const holidays = calendar.isHoliday(noon);
  return holidays !== false && holidays.some((holiday) => holiday.type === 'public');
}
