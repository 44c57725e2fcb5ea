import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countBits, hasBit, membersOf, withBit, withoutAll } from './bitmap.js';

const steps = fc.array(fc.tuple(fc.nat(200), fc.boolean()), { maxLength: 60 });

function built(all: readonly (readonly [number, boolean])[], start = ''): string {
  return all.reduce((bitmap, [index, set]) => withBit(bitmap, index, set), start);
}

test('holds exactly what was put into it and not taken out again', () => {
  fc.assert(
    fc.property(fc.nat(200), steps, (filled, all) => {
      const expected = new Set(Array.from({ length: filled }, (_, index) => index));
      const start = built([...expected].map((index) => [index, true]));
      all.forEach(([index, set]) => (set ? expected.add(index) : expected.delete(index)));
      const bitmap = built(all, start);
      const members = [...expected].sort((a, b) => a - b);
      expect([...membersOf(bitmap)]).toEqual(members);
      expect(countBits(bitmap)).toBe(members.length);
      expect(hasBit(bitmap, 201)).toBe(false);
      expect(members.every((index) => hasBit(bitmap, index))).toBe(true);
    }),
  );
});

test('without another one holds what is in it alone', () => {
  fc.assert(
    fc.property(steps, steps, (one, other) => {
      const [bitmap, others] = [built(one), built(other)];
      const alone = [...membersOf(bitmap)].filter((index) => !hasBit(others, index));
      expect([...membersOf(withoutAll(bitmap, others))]).toEqual(alone);
    }),
  );
});

test('is short text that is filled more or less in order, and reads what was written without runs', () => {
  const order = Array.from({ length: 9_600 }, (_, index) => index ^ 31);
  expect(order.reduce((bitmap, index) => withBit(bitmap, index, true), '')).toBe('f{2400}');
  expect([...membersOf(`${'0'.repeat(20)}81`)]).toEqual([83, 84]);
});
