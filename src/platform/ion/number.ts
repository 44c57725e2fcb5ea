import { Double, toDouble } from '../../model/numbers.js';

/** Integers (also hexadecimal and binary, with `_`), decimals (`1.5`, `1d3`) and floats (`1e0`). */
export const NUMBER =
  /-?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|(?:0|[1-9](?:_?\d)*)(?:\.(?:\d(?:_?\d)*)?)?(?:[eEdD][+-]?\d+)?)/y;

export const TIMESTAMP =
  /\d{4}(?:T|-\d\d(?:T|-\d\d(?:T(?:\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?))/y;

/** Undefined for decimals and floats. */
export function integerOf(text: string): number | bigint | undefined {
  const digits = text.replaceAll('_', '').replace('-', '');
  if (!/^(?:\d+|0[xX].*|0[bB].*)$/.test(digits)) {
    return undefined;
  }
  const size = BigInt(digits);
  const value = text.startsWith('-') ? -size : size;
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

export function numberOf(text: string): number | Double {
  switch (text) {
    case 'nan':
      return new Double(Number.NaN);
    case '+inf':
      return new Double(Infinity);
    case '-inf':
      return new Double(-Infinity);
    default:
      return toDouble(Number(text.replaceAll('_', '').replace(/d/i, 'e')));
  }
}

/** A double in Ion text: always with an exponent, which tells it from a decimal. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) {
    return 'nan';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? '+inf' : '-inf';
  }
  if (Object.is(value, -0)) {
    return '-0e0';
  }
  const text = String(value);
  return text.includes('e') ? text : `${text}e0`;
}
