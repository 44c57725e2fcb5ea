import { parseDuration } from '../model/duration.js';
import { IllegalArgumentError } from '../model/errors.js';
import { stringifyJson } from '../model/json.js';
import { isNumeric, toDouble } from '../model/numbers.js';
import { readIon } from '../platform/ion/index.js';
import type { KvType } from '../plugins/api/run-context.js';

/** A value and what kind it is; dates and durations are ISO-8601 text. */
export interface KvValue {
  readonly type: KvType;
  readonly value: unknown;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;
const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(?:\d+\.\d*|\.\d+|\d+(?=[eEdD]))(?:[eEdD][+-]?\d+)?$/;

/**
 * Reads a literal as clients send it and as it is stored (api.md §12): Ion, of which JSON is a part, and bare words, which
 * are text. @throws IllegalArgumentError for an unfinished structure.
 */
export function parseKv(literal: string): KvValue {
  const text = literal.trim();
  if (text === 'true' || text === 'false') {
    return { type: 'BOOLEAN', value: text === 'true' };
  }
  if (INTEGER.test(text)) {
    return { type: 'NUMBER', value: integer(text) };
  }
  if (DECIMAL.test(text)) {
    return { type: 'NUMBER', value: toDouble(Number(text.replace(/[dD]/, 'e'))) };
  }
  if (DATE.test(text) && isDate(text)) {
    return { type: 'DATE', value: text };
  }
  if (DATETIME.test(text) && isDate(text)) {
    return { type: 'DATETIME', value: instant(text) };
  }
  if (/^[{["]/.test(text)) {
    return structured(text);
  }
  return textual(text);
}

/** The literal of a value. `type` says what a text means; without it text is a STRING. */
export function kvLiteral(value: unknown, type?: KvType): string {
  const text = typeof value === 'string' ? value : undefined;
  if (text === undefined || type === 'STRING' || type === undefined) {
    return stringifyJson(type === 'STRING' && text === undefined ? asText(value) : value);
  }
  const parsed = parseKv(text);
  const expected =
    type === 'DURATION' && parseDuration(text) !== undefined ? 'DURATION' : parsed.type;
  if (expected !== type) {
    throw new IllegalArgumentError(`\`${text}\` is not a value of type ${type}`);
  }
  return type === 'DURATION' ? stringifyJson(text) : storedLiteral(parsed);
}

/** The one spelling under which a value is stored. */
export function storedLiteral({ type, value }: KvValue): string {
  return type === 'DATE' || type === 'DATETIME' ? String(value) : stringifyJson(value);
}

function structured(text: string): KvValue {
  const value = readIon(text);
  return typeof value === 'string' ? textual(value) : { type: 'JSON', value };
}

function textual(text: string): KvValue {
  const isDuration = /^[+-]?P/i.test(text) && parseDuration(text) !== undefined;
  return { type: isDuration ? 'DURATION' : 'STRING', value: text };
}

function integer(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

function isDate(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

/** UTC, with as many fraction digits as needed. */
function instant(text: string): string {
  return new Date(text).toISOString().replace(/\.?0+Z$/, 'Z');
}

function asText(value: unknown): string {
  return isNumeric(value) || typeof value === 'boolean' ? String(value) : stringifyJson(value);
}
