import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FairQueue } from './fair-queue.js';

interface Item {
  readonly group: string;
  readonly member: string;
  readonly number: number;
}

function drain<T>(queue: FairQueue<T>): T[] {
  const items: T[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
    items.push(item);
  }
  return items;
}

const names = fc.constantFrom('a', 'b', 'c');

describe('a fair queue', () => {
  test('gives everything once, and what belongs together in order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(names, names, fc.nat(3))), (steps) => {
        const queue = new FairQueue<Item>();
        const put: Item[] = [];
        const taken: Item[] = [];
        for (const [group, member, takes] of steps) {
          const item = { group, member, number: put.length };
          put.push(item);
          queue.push(group, member, item);
          for (let take = 0; take < takes; take++) {
            taken.push(...[queue.shift()].filter((found) => found !== undefined));
          }
          expect(queue.size).toBe(put.length - taken.length);
        }
        taken.push(...drain(queue));
        const of = (items: readonly Item[], { group, member }: Item): Item[] =>
          items.filter((item) => item.group === group && item.member === member);
        expect(taken).toHaveLength(put.length);
        put.forEach((item) => expect(of(taken, item)).toEqual(of(put, item)));
      }),
    );
  });

  test('serves groups in turns, and members within a group', () => {
    const queue = new FairQueue<string>();
    ['1', '2', '3'].forEach((n) => queue.push('children', 'large parent', `large ${n}`));
    queue.push('children', 'small parent', 'small');
    queue.push('hello', 'hello', 'hello');
    expect(drain(queue)).toEqual(['large 1', 'hello', 'small', 'large 2', 'large 3']);
  });

  test('forgets those who have nothing left', () => {
    const queue = new FairQueue<number>();
    for (let n = 0; n < 5_000; n++) {
      queue.push('g', 'm', n);
    }
    expect(drain(queue)).toEqual(Array.from({ length: 5_000 }, (_, n) => n));
    queue.push('g', 'm', 1);
    queue.push('g', 'other', 2);
    expect(drain(queue)).toEqual([1, 2]);
    expect(queue.shift()).toBeUndefined();
    expect(queue.size).toBe(0);
  });
});
