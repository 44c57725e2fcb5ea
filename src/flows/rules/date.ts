import type { Reader } from '../document/reader.js';
import { shown } from '../document/reader.js';

const DATE = String.raw`\d{4}-\d{2}-\d{2}`;
const TIME = String.raw`([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?`;

/** Of the inputs of these types (engine.md §19.2). */
export const date = written(DATE, 'a date', '2024-01-31');
export const time = written(TIME, 'a time of day', '10:15:30');
export const datetime = written(
  `${DATE}T${TIME}(Z|[+-]\\d{2}(:\\d{2})?)`,
  'a date and time with a zone',
  '2024-01-31T10:15:30Z',
);

function written(pattern: string, what: string, example: string): Reader<string> {
  const form = new RegExp(`^${pattern}$`, 'i');
  return (value, path, findings) => {
    const content = String(value);
    const day = new RegExp(`^${DATE}`).exec(content)?.[0];
    if (!form.test(content) || (day !== undefined && !isDay(day))) {
      const hint = `write it as ISO-8601, e.g. ${example}`;
      findings.violation(path, `must be ${what}, but is ${shown(value)}`, hint);
      return undefined;
    }
    return content;
  };
}

/** `Date.parse` takes the 30th of February for the 1st of March. */
function isDay(day: string): boolean {
  const instant = Date.parse(day);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day);
}
