import { IllegalArgumentError } from '../../model/errors.js';

/** A parsed cron expression: the allowed values of each field, ascending. */
export interface Cron {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  readonly months: readonly number[];
  /** 0 = Sunday. */
  readonly daysOfWeek: readonly number[];
  /** Both day fields are restricted: then a day of either kind will do. */
  readonly eitherDay: boolean;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values, the first one for `min`. */
  readonly names?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIELDS: readonly Field[] = [
  { name: 'second', min: 0, max: 59 },
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  // 0 and 7 are Sunday.
  { name: 'day of week', min: 0, max: 7, names: DAYS },
];
const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/**
 * Five fields, six with seconds first, or a nickname (triggers.md §3): names, lists, ranges and steps; strict ranges; no
 * `L`, `W`, `#`, `?`. Throws IllegalArgumentError saying what is wrong.
 */
export function parseCron(expression: string, withSeconds = false): Cron {
  const text = expression.trim();
  const nickname = NICKNAMES[text.toLowerCase()];
  const parts = (nickname ?? text).split(/\s+/);
  if (nickname === undefined && text.startsWith('@')) {
    throw invalid(
      expression,
      `\`${text}\` is no nickname, use one of ${Object.keys(NICKNAMES).join(', ')}`,
    );
  }
  const six = withSeconds && nickname === undefined ? parts : ['0', ...parts];
  if (six.length !== FIELDS.length) {
    const wanted = withSeconds ? '6 (seconds first)' : '5';
    throw invalid(expression, `it has ${parts.length} fields instead of ${wanted}`);
  }
  const values = FIELDS.map((field, index) => valuesOf(six[index] ?? '', field, expression));
  const [seconds = [], minutes = [], hours = [], daysOfMonth = [], months = [], weekdays = []] =
    values;
  return {
    seconds,
    minutes,
    hours,
    daysOfMonth,
    months,
    daysOfWeek: ascending(weekdays.map((day) => day % 7)),
    eitherDay: six[3] !== '*' && six[5] !== '*',
  };
}

function invalid(expression: string, problem: string): IllegalArgumentError {
  return new IllegalArgumentError(`invalid cron expression '${expression}': ${problem}`);
}

function valuesOf(text: string, field: Field, expression: string): number[] {
  return ascending(
    text.split(',').flatMap((item) => {
      const values = itemValues(item, field);
      if (values === undefined) {
        throw invalid(
          expression,
          `\`${item}\` is not a ${field.name} (${field.min} to ${field.max})`,
        );
      }
      return values;
    }),
  );
}

/** `*`, a value or a range, each perhaps with a step; a single value with a step runs to the end of the field. */
function itemValues(item: string, field: Field): number[] | undefined {
  const [range = '', interval = '1', ...more] = item.split('/');
  const every = /^\d+$/.test(interval) ? Number(interval) : 0;
  const bounds =
    range === '*' ? [field.min, field.max] : range.split('-').map((part) => numberOf(part, field));
  const [from, to = item.includes('/') ? field.max : from] = bounds;
  if (more.length > 0 || every < 1 || bounds.length > 2 || bounds.includes(undefined)) {
    return undefined;
  }
  if (from === undefined || to === undefined || from > to) {
    return undefined;
  }
  return Array.from(
    { length: Math.floor((to - from) / every) + 1 },
    (_, index) => from + index * every,
  );
}

function numberOf(text: string, { min, max, names }: Field): number | undefined {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + min : /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : undefined;
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((left, right) => left - right);
}
