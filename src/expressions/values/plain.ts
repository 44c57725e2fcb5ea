import { toDouble } from '../../model/numbers.js';
import { BigDecimal } from './big-decimal.js';
import { isList, isMap, mapOf } from './data.js';
import { BigInteger, Float, normalizeInteger, toNumber } from './numbers.js';

/** Replaces numbers that only the expression language knows by those of the rest of the program. */
export function toPlainData(value: unknown): unknown {
  if (isList(value)) {
    return value.map(toPlainData);
  }
  if (isMap(value)) {
    return mapOf(Object.entries(value).map(([key, item]) => [key, toPlainData(item)]));
  }
  if (value instanceof BigInteger) {
    return normalizeInteger(value.value);
  }
  if (value instanceof Float || value instanceof BigDecimal) {
    return toDouble(toNumber(value));
  }
  return value;
}
