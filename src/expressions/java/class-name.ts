import { Double } from '../../model/numbers.js';
import { BigDecimal } from '../values/big-decimal.js';
import { isList, MapEntry } from '../values/data.js';
import { BigInteger, Float } from '../values/numbers.js';

const MAX_INTEGER = 2 ** 31 - 1;

/** The Java class that upstream would name: for diagnosis, integers go by their size. */
export function javaClassName(value: unknown): string {
  if (typeof value === 'string') {
    return 'java.lang.String';
  }
  if (typeof value === 'boolean') {
    return 'java.lang.Boolean';
  }
  if (typeof value === 'number') {
    return numberClass(value);
  }
  if (typeof value === 'bigint') {
    return BigInt.asIntN(64, value) === value ? 'java.lang.Long' : 'java.math.BigInteger';
  }
  if (value instanceof Float) {
    return 'java.lang.Float';
  }
  if (value instanceof Double) {
    return 'java.lang.Double';
  }
  if (value instanceof BigInteger) {
    return 'java.math.BigInteger';
  }
  if (value instanceof BigDecimal) {
    return 'java.math.BigDecimal';
  }
  if (value instanceof MapEntry) {
    return 'java.util.Map.Entry';
  }
  return isList(value) ? 'java.util.ArrayList' : 'java.util.LinkedHashMap';
}

function numberClass(value: number): string {
  if (!Number.isInteger(value)) {
    return 'java.lang.Double';
  }
  return Math.abs(value) <= MAX_INTEGER ? 'java.lang.Integer' : 'java.lang.Long';
}
