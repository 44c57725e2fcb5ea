import pg from 'pg';
import { parseJson } from '../../model/json.js';

/**
 * `2026-11-22 08:11:45.12+00` as `2026-11-22T08:11:45.120Z`: instants are ISO-8601 text in UTC with at least
 * milliseconds everywhere in this program, so that text order is time order and microseconds survive.
 */
export function parseInstant(text: string): string {
  if (!text.endsWith('+00') || text.length < 22) {
    return text.startsWith('infinity') || text.startsWith('-infinity') || text.endsWith('BC')
      ? text
      : wholeSecond(text);
  }
  const dot = text.indexOf('.');
  const body = text.slice(0, -3).replace(' ', 'T');
  return dot < 0 ? `${body}.000Z` : `${body.padEnd(dot + 4, '0')}Z`;
}

function wholeSecond(text: string): string {
  return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString();
}

/** Counts and ids as numbers; the few beyond the safe range as bigints, never rounded. */
export function parseInteger(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

const { INT8, TIMESTAMPTZ, JSON, JSONB } = pg.types.builtins;
const PARSERS = new Map<number, (text: string) => unknown>([
  [INT8, parseInteger],
  [TIMESTAMPTZ, parseInstant],
  [JSON, parseJson],
  [JSONB, parseJson],
]);

/** For the option `types` of a `pg` client or pool. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
    const own = format === 'binary' ? undefined : PARSERS.get(oid);
    return own ?? (pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown);
  },
};
