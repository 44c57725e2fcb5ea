import { isPublicHoliday } from '../../plugins/api/public-holidays.js';
import {
  optionalText,
  requiredArgument,
  textArgument,
  type Arguments,
  type FunctionDefinition,
} from '../definition.js';
import { Failure, suggestion } from '../errors.js';
import type { Context } from '../evaluation/context.js';
import { dayOfWeek, daysInMonth, type LocalDateTime } from '../dates/calendar.js';
import { readDate } from '../dates/input.js';
import { localOfZoned } from '../dates/zone.js';

const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
const POSITIONS = ['FIRST', 'SECOND', 'THIRD', 'FOURTH', 'LAST'];

/** What a date is in the calendar, as it is written: a text with an offset is not moved to another zone. */
export const CALENDAR_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  dayOfWeek: of((date) => WEEKDAYS[dayOfWeek(date) - 1]),
  dayOfMonth: of(({ day }) => day),
  monthOfYear: of(({ month }) => month),
  hourOfDay: of(({ hour }) => hour),
  isWeekend: of((date) => dayOfWeek(date) > 5),
  isDayWeekInMonth: of(isDayWeekInMonth, 'dayOfWeek', 'position'),
  isPublicHoliday: of(
    (date, [country, subDivision], { session }) =>
      session.call(() =>
        isPublicHoliday(
          date,
          textArgument(country, 'countryCode'),
          optionalText(subDivision, 'subDivision')?.trim() || undefined,
        ),
      ),
    'countryCode',
    'subDivision',
  ),
};

function of(
  answer: (date: LocalDateTime, rest: Arguments, context: Context) => unknown,
  ...others: readonly string[]
): FunctionDefinition {
  return {
    parameters: ['date', ...others],
    call: ([date, ...rest], context) => {
      const given = requiredArgument(date, 'date');
      const formats = { timeZone: undefined, existingFormat: undefined, locale: undefined };
      return answer(localOfZoned(readDate(given, formats, context)), rest, context);
    },
  };
}

function isDayWeekInMonth(date: LocalDateTime, [weekday, position]: Arguments): boolean {
  const wanted = oneOf(WEEKDAYS, weekday, 'dayOfWeek');
  const place = oneOf(POSITIONS, position, 'position');
  if (dayOfWeek(date) !== wanted + 1) {
    return false;
  }
  return POSITIONS[place] === 'LAST'
    ? date.day + 7 > daysInMonth(date.year, date.month)
    : place === Math.floor((date.day - 1) / 7);
}

function oneOf(names: readonly string[], value: unknown, argument: string): number {
  const name = textArgument(value, argument);
  const index = names.indexOf(name.toUpperCase());
  if (index < 0) {
    const hint = suggestion(name, names);
    throw new Failure(`\`${argument}\` is one of ${names.join(', ')}, not \`${name}\``, hint);
  }
  return index;
}
