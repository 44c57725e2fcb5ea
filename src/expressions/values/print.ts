import { checkLength } from '../evaluation/budget.js';
import { hasJsonForm, isList, isMap, MapEntry, type DataMap } from './data.js';
import { isNumber, printNumber } from './numbers.js';

/** A value inside an expression turned into text: Java's form for structures (expressions.md §1.8). */
export function toText(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value === null || value === undefined) {
    return 'null';
  }
  if (isNumber(value)) {
    return printNumber(value);
  }
  if (isList(value)) {
    return bounded(`[${value.map(toText).join(', ')}]`);
  }
  if (isMap(value)) {
    return bounded(`{${Object.entries(value).map(entryText).join(', ')}}`);
  }
  if (value instanceof MapEntry) {
    return entryText([value.key, value.value]);
  }
  return plainObjectText(value);
}

/** Asked at every level: a part that occurs many times makes the text exponentially long. */
function bounded(text: string): string {
  checkLength(text.length);
  return text;
}

function entryText([key, value]: readonly [string, unknown]): string {
  return `${key}=${toText(value)}`;
}

/** Booleans, and objects of the host that know their JSON form (dates); others have no text. */
function plainObjectText(value: unknown): string {
  if (typeof value === 'boolean') {
    return String(value);
  }
  return hasJsonForm(value) ? toText(value.toJSON()) : '';
}

/** `{{ value }}` at top level: null prints nothing, structures print as JSON (§1.7). */
export function print(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value === null || value === undefined) {
    return '';
  }
  return isList(value) || isMap(value) ? toJson(value) : toText(value);
}

/** Like `print` with structures in Java's form: inside macros, `block()` and filter tags. */
export function printPlainly(value: unknown): string {
  return value === null || value === undefined ? '' : toText(value);
}

/** Compact JSON; null entries of maps are left out, null elements of lists stay. */
export function toJson(value: unknown): string {
  if (typeof value === 'string') {
    return quote(value);
  }
  if (value === null || value === undefined) {
    return 'null';
  }
  if (typeof value === 'boolean') {
    return String(value);
  }
  if (isNumber(value)) {
    return numberJson(printNumber(value));
  }
  if (isList(value)) {
    return bounded(`[${value.map(toJson).join(',')}]`);
  }
  if (isMap(value)) {
    return mapJson(value);
  }
  if (value instanceof MapEntry) {
    return `{${quote(value.key)}:${toJson(value.value)}}`;
  }
  return quote(plainObjectText(value));
}

function mapJson(map: DataMap): string {
  let json = '';
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (value !== null && value !== undefined) {
      json += `${json === '' ? '' : ','}${quote(key)}:${toJson(value)}`;
    }
  }
  return bounded(`{${json}}`);
}

/** NaN and the infinities have no JSON form; they are written as texts. */
function numberJson(text: string): string {
  return /\d$/.test(text) ? text : quote(text);
}

const SPECIAL = /["\\\u0000-\u001f]/;
const SPECIALS = /["\\\u0000-\u001f]/g;
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function quote(text: string): string {
  return `"${SPECIAL.test(text) ? text.replace(SPECIALS, escape) : text}"`;
}

function escape(character: string): string {
  return (
    SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  );
}
