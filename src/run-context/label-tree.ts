import type { Label } from '../model/label.js';

interface Tree {
  [key: string]: string | Tree;
}

/**
 * Labels as expressions read them: `system.correlationId` under `labels.system.correlationId`. Of equal keys the first
 * wins, and so does the first when one key is a prefix of another.
 */
export function labelTree(labels: readonly Label[]): Readonly<Record<string, unknown>> {
  const root: Tree = {};
  for (const { key, value } of labels) {
    place(root, key.split('.'), value);
  }
  return root;
}

function place(root: Tree, path: readonly string[], value: string): void {
  let tree = root;
  for (const part of path.slice(0, -1)) {
    const next = Object.hasOwn(tree, part) ? tree[part] : (define(tree, part, {}) as Tree);
    if (typeof next !== 'object') {
      return;
    }
    tree = next;
  }
  const leaf = path.at(-1) ?? '';
  if (!Object.hasOwn(tree, leaf)) {
    define(tree, leaf, value);
  }
}

/** A label may be called `__proto__`. */
function define(tree: Tree, key: string, value: string | Tree): string | Tree {
  Object.defineProperty(tree, key, { value, enumerable: true, configurable: true, writable: true });
  return value;
}
