import { expect, test } from '@jest/globals';
import { mergeLabels, reservedLabel, toLabels } from './labels.js';

test('labels are a map or a list, with text as values', () => {
  const labels = [{ key: 'a', value: '1' }];
  expect(toLabels({ a: 1 })).toEqual(labels);
  expect(toLabels([{ key: 'a', value: 1 }])).toEqual(labels);
  expect(toLabels(undefined)).toEqual([]);
});

test('anything else is no labels', () => {
  expect([toLabels('a'), toLabels([{ key: 'a' }]), toLabels([1])]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('merging replaces values where they stand', () => {
  const old = [
    { key: 'a', value: '1' },
    { key: 'b', value: '1' },
  ];
  const added = [
    { key: 'c', value: '2' },
    { key: 'a', value: '2' },
  ];
  expect(mergeLabels(old, added)).toEqual([
    { key: 'a', value: '2' },
    { key: 'b', value: '1' },
    { key: 'c', value: '2' },
  ]);
});

test('merging leaves a key that occurs twice alone, unless it is replaced', () => {
  const label = (key: string, value: string) => ({ key, value });
  const old = [label('a', '1'), label('b', '1'), label('a', '2')];
  expect(mergeLabels(old, [label('c', '3')])).toEqual([...old, label('c', '3')]);
  expect(mergeLabels(old, [label('a', '3')])).toEqual([label('a', '3'), label('b', '1')]);
});

test('keys of the system are reserved', () => {
  expect(reservedLabel([{ key: 'system.x', value: 'y' }])).toContain('system.x=y');
  expect(reservedLabel([{ key: 'systematic', value: 'y' }])).toBeUndefined();
});
