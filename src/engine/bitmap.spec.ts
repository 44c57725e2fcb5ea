import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countBits, hasBit, membersOf, withBit } from './bitmap.js';

test('a bitmap holds what was put in and not taken out', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(40), fc.boolean())), (steps) => {
      const expected = new Set<number>();
      let bitmap = '';
      for (const [index, set] of steps) {
        bitmap = withBit(bitmap, index, set);
        if (set) {
          expected.add(index);
        } else {
          expected.delete(index);
        }
      }
      const members = Array.from({ length: 41 }, (_, index) => index);
      expect(members.filter((index) => hasBit(bitmap, index))).toEqual(
        members.filter((index) => expected.has(index)),
      );
      expect(countBits(bitmap)).toBe(expected.size);
      expect([...membersOf(bitmap)]).toEqual([...expected].sort((a, b) => a - b));
    }),
  );
});
