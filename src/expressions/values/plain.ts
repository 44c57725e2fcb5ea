import { toDouble } from '../../model/numbers.js';
import type { Budget } from '../evaluation/budget.js';
import { BigDecimal } from './big-decimal.js';
import { isList, isMap, mapOf } from './data.js';
import { BigInteger, Float, normalizeInteger, toNumber } from './numbers.js';

/** Replaces numbers that only the expression language knows by those of the rest of the program. */
export function toPlainData(value: unknown, budget: Budget): unknown {
  budget.visit();
  if (isList(value)) {
    return value.map((item) => toPlainData(item, budget));
  }
  if (isMap(value)) {
    return mapOf(Object.entries(value).map(([key, item]) => [key, toPlainData(item, budget)]));
  }
  if (value instanceof BigInteger) {
    return normalizeInteger(value.value);
  }
  if (value instanceof Float || value instanceof BigDecimal) {
    return toDouble(toNumber(value));
  }
  return value;
}
