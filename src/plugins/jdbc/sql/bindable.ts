import { stringifyJson } from '../../../model/json.js';
import { Double } from '../../../model/numbers.js';

/** The forms that every driver takes as the value of a placeholder. */
export type Bindable = string | number | bigint | boolean | null;

/** Lists and maps travel as JSON. */
export function toBindable(value: unknown): Bindable {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : value instanceof Double ? value.value : stringifyJson(value);
    default:
      return null;
  }
}
