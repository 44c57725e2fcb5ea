import { isNumeric } from '../../../model/numbers.js';
import { IonValue } from '../../../platform/ion/index.js';

/** A row in JavaScript's own types, for libraries that know no others. */
export function plainValue(value: unknown): unknown {
  if (value instanceof IonValue) {
    return plainValue(value.plain);
  }
  if (Array.isArray(value)) {
    return value.map(plainValue);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return isNumeric(value)
    ? Number(value)
    : Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plainValue(field)]));
}
