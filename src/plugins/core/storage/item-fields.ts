import { isPlainMap } from '../../api/convert-value.js';

/** An item's fields as root variables; an item that is no map is `value`. */
export function fieldsOf(item: unknown): Readonly<Record<string, unknown>> {
  return isPlainMap(item) ? item : { value: item };
}
