import { expect, test } from '@jest/globals';
import { LiveTree } from './live-tree.js';

test('a leaf comes and goes with the branches it needs', () => {
  const tree = new LiveTree();
  tree.set(['x', 'a', 'b'], { n: 1 });
  tree.set(['x', 'c'], { n: 2 });
  expect(tree.root).toEqual({ x: { a: { b: { n: 1 } }, c: { n: 2 } } });
  tree.set(['x', 'a', 'b'], undefined);
  expect(tree.root).toEqual({ x: { c: { n: 2 } } });
  tree.set(['x', 'c'], undefined);
  expect(tree.root).toEqual({});
});

test('names that objects have anyway are names like others', () => {
  const tree = new LiveTree();
  tree.set(['x', '__proto__', 'constructor'], { n: 1 });
  expect(Object.entries(tree.root['x'] as object)).toEqual([
    ['__proto__', { constructor: { n: 1 } }],
  ]);
  expect(({} as Record<string, unknown>)['n']).toBeUndefined();
});
