import { entryOf, isList, isMap, MapEntry } from '../values/data.js';
import { suggestion } from '../errors.js';

/** `target.key` and `target[key]`: undefined when there is nothing. Only own entries of data can be reached. */
export function access(target: unknown, key: unknown): unknown {
  if (isMap(target)) {
    return typeof key === 'string' ? entryOf(target, key) : undefined;
  }
  if (isList(target)) {
    return element(target, key);
  }
  if (target instanceof MapEntry) {
    return key === 'key' ? target.key : key === 'value' ? target.value : undefined;
  }
  return undefined;
}

/** By index, or as numeric text; `size` is the one Java method that templates use without parentheses. */
function element(list: readonly unknown[], key: unknown): unknown {
  if (typeof key === 'number') {
    return key >= 0 ? list[key] : undefined;
  }
  if (key === 'size') {
    return list.length;
  }
  return typeof key === 'string' && /^\d{1,15}$/.test(key) ? list[Number(key)] : undefined;
}

/** What could have been meant instead of a missing attribute. A dash ends a name: `a.b-c` subtracts `c`. */
export function accessHint(target: unknown, key: unknown): string {
  if (!isMap(target) || typeof key !== 'string') {
    return '';
  }
  const keys = Object.keys(target);
  const dashed = keys.find((known) => known.startsWith(`${key}-`));
  return dashed === undefined ? suggestion(key, keys) : `, did you mean \`['${dashed}']\`?`;
}
