import { IllegalArgumentError } from '../../../model/errors.js';
import { isRowMap } from '../row-map.js';

/**
 * What stands at a path such as `/catalog/item/0` (keys, positions in lists, JSON pointer's `~0` and `~1`). Undefined
 * when only the last part is missing, which is how an empty list looks in XML.
 * @throws IllegalArgumentError when an earlier part is missing.
 */
export function findByPath(document: unknown, path: string): unknown {
  const parts = path.split('/').filter((part) => part !== '');
  let found = document;
  for (const [index, part] of parts.entries()) {
    const next = child(found, part.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (next === undefined && index < parts.length - 1) {
      const missing = parts.slice(0, index + 1).join('/');
      throw new IllegalArgumentError(`query: the XML file has nothing at /${missing}`);
    }
    found = next;
  }
  return found;
}

function child(parent: unknown, key: string): unknown {
  if (Array.isArray(parent)) {
    return /^\d+$/.test(key) ? (parent[Number(key)] as unknown) : undefined;
  }
  return isRowMap(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined;
}
