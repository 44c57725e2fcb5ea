import { parseDuration } from '../../model/duration.js';
import { IllegalArgumentError } from '../../model/errors.js';
import { instantText } from '../../model/instant.js';
import type { Label } from '../../model/label.js';
import { isStateType, type StateType } from '../../model/state.js';

/** Query parameters as the router gives them: several values of one name make a list. */
export type RawQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

export function many(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** `key:value`, never cut at commas, at the first colon only (api.md §1.3). @throws IllegalArgumentError */
export function parseLabels(value: string | readonly string[] | undefined): Label[] {
  const labels = new Map<string, string>();
  for (const text of many(value)) {
    const colon = text.indexOf(':');
    const key = text.slice(0, Math.max(colon, 0)).trim();
    const rest = text.slice(colon + 1).trim();
    if (key === '' || rest === '') {
      throw new IllegalArgumentError(
        `Invalid labels parameter: "${text}" must look like "key:value"`,
      );
    }
    if (labels.has(key)) {
      throw new IllegalArgumentError(`Invalid labels parameter: the key "${key}" occurs twice`);
    }
    labels.set(key, rest);
  }
  return [...labels].map(([key, text]) => ({ key, value: text }));
}

/** Repeated, separated by commas, or both. */
export function parseList(value: string | readonly string[] | undefined): string[] {
  return many(value)
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

/** @throws IllegalArgumentError for a word that is no state. */
export function parseStates(value: string | readonly string[] | undefined): StateType[] {
  return parseList(value).map((word) => {
    if (!isStateType(word)) {
      throw new IllegalArgumentError(`Invalid state parameter: "${word}" is no state`);
    }
    return word;
  });
}

const DATE = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/**
 * `yyyy-MM-dd'T'HH:mm[:ss][.SSS][XXX]` as an instant in UTC; without an offset it is UTC.
 * @throws IllegalArgumentError
 */
export function parseDate(text: string, name: string): string {
  // An unescaped `+` of an offset arrives as a blank.
  const match = DATE.exec(text.trim().replace(' ', '+'));
  const [, day, minute, second = ':00', fraction = '', zone = 'Z'] = match ?? [];
  const time = match
    ? Date.parse(`${day}T${minute}${second}${fraction.slice(0, 4)}${fullZone(zone)}`)
    : NaN;
  if (Number.isNaN(time)) {
    throw new IllegalArgumentError(
      `Invalid ${name} parameter: "${text}" must look like 2024-12-03T10:15:30Z`,
    );
  }
  return new Date(time).toISOString();
}

/** `+01` and `+0100` as `+01:00`. */
function fullZone(zone: string): string {
  return zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
}

export interface Interval {
  /** ISO-8601 instants. */
  readonly startDate?: string;
  readonly endDate?: string;
}

export interface IntervalQuery {
  readonly startDate?: string;
  readonly endDate?: string;
  /** ISO-8601 duration, counted back from now. */
  readonly timeRange?: string;
}

/** @throws IllegalArgumentError for a start after the end, or a time range together with a start. */
export function parseInterval(query: IntervalQuery, now: number): Interval {
  const endDate = query.endDate === undefined ? undefined : parseDate(query.endDate, 'endDate');
  if (query.timeRange !== undefined) {
    if (query.startDate !== undefined) {
      throw new IllegalArgumentError(
        'Parameters `startDate` and `timeRange` are mutually exclusive',
      );
    }
    return { startDate: startOf(query.timeRange, now), endDate };
  }
  const startDate =
    query.startDate === undefined ? undefined : parseDate(query.startDate, 'startDate');
  if (startDate !== undefined && endDate !== undefined && startDate > endDate) {
    throw new IllegalArgumentError('Start date must be before End Date');
  }
  return { startDate, endDate };
}

function startOf(timeRange: string, now: number): string {
  const length = /^[+-]?P/i.test(timeRange) ? parseDuration(timeRange) : undefined;
  if (length === undefined) {
    throw new IllegalArgumentError(
      `Invalid timeRange parameter: "${timeRange}" must be a duration such as PT24H or P7D, without months and years`,
    );
  }
  return instantText(now - length);
}
