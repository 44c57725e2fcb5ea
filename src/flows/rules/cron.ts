interface CronField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of values, the first one for `min`. */
  readonly names?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const SECONDS: CronField = { name: 'second', min: 0, max: 59 };
const FIELDS: readonly CronField[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  // 0 and 7 are Sunday.
  { name: 'day of week', min: 0, max: 7, names: DAYS },
];
const NICKNAMES = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** What is wrong with a cron expression (triggers.md §3): strict ranges, names, steps and lists; no `L`, `W`, `#`, `?`. */
export function cronProblem(expression: string, withSeconds: boolean): string | undefined {
  const text = expression.trim();
  if (text.startsWith('@')) {
    const known = NICKNAMES.includes(text.toLowerCase());
    return known ? undefined : `\`${text}\` is no nickname, use one of ${NICKNAMES.join(', ')}`;
  }
  const fields = withSeconds ? [SECONDS, ...FIELDS] : FIELDS;
  const parts = text.split(/\s+/);
  if (parts.length !== fields.length) {
    return `it has ${parts.length} fields instead of ${fields.length}${withSeconds ? ' (seconds first)' : ''}`;
  }
  for (const [index, field] of fields.entries()) {
    for (const item of (parts[index] ?? '').split(',')) {
      if (!isItem(item, field)) {
        return `\`${item}\` is not a ${field.name} (${field.min} to ${field.max})`;
      }
    }
  }
  return undefined;
}

/** `*`, a value or a range, each perhaps with a step. */
function isItem(item: string, field: CronField): boolean {
  const [range = '', step, ...more] = item.split('/');
  if (more.length > 0 || (step !== undefined && !(Number(step) >= 1 && /^\d+$/.test(step)))) {
    return false;
  }
  if (range === '*') {
    return true;
  }
  const [from, to, ...rest] = range.split('-').map((value) => numberOf(value, field));
  return (
    rest.length === 0 &&
    from !== undefined &&
    (range.includes('-') ? to !== undefined && from <= to : true)
  );
}

function numberOf(value: string, { min, max, names }: CronField): number | undefined {
  const named = names?.indexOf(value.toUpperCase()) ?? -1;
  const number = named >= 0 ? named + min : /^\d+$/.test(value) ? Number(value) : NaN;
  return number >= min && number <= max ? number : undefined;
}
