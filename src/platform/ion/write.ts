import { Double } from '../../model/numbers.js';
import { IonValue } from './ion-value.js';
import { doubleText } from './number.js';
import { quote } from './string.js';

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const KEYWORDS: ReadonlySet<string> = new Set(['null', 'true', 'false', 'nan']);

/**
 * A value as Ion text on one line: unquoted field names where possible, doubles with exponent, null entries kept.
 * Objects with `toJSON` are written as what that gives.
 */
export function writeIon(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quote(value, '"');
    case 'number':
      return Number.isInteger(value) ? integerText(value) : doubleText(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : structure(value);
    default:
      return 'null';
  }
}

function integerText(value: number): string {
  return Number.isSafeInteger(value) ? String(value + 0) : BigInt(value).toString();
}

function structure(value: object): string {
  if (value instanceof IonValue) {
    return value.text;
  }
  if (value instanceof Double) {
    return doubleText(value.value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(writeIon).join(',')}]`;
  }
  if (hasJsonForm(value)) {
    return writeIon(value.toJSON());
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.map(([name, field]) => `${fieldName(name)}:${writeIon(field)}`).join(',')}}`;
}

/** The name of a struct's field, quoted where it must be. */
export function fieldName(name: string): string {
  return IDENTIFIER.test(name) && !KEYWORDS.has(name) ? name : quote(name, "'");
}

function hasJsonForm(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}
