import { describe, expect, test } from '@jest/globals';
import { aFlow, anExecution, T0 } from '../../testing/builders.js';
import { asOf, mergeDeep } from './upstream.js';

describe('an execution as of a state', () => {
  const histories = (['CREATED', 'RUNNING', 'PAUSED', 'RUNNING', 'SUCCESS'] as const).map(
    (state) => ({ state, date: T0 }),
  );
  const ended = anExecution(aFlow(), {
    outputs: { a: 1 },
    state: { current: 'SUCCESS', histories },
  });

  test('knows nothing of what came later', () => {
    const then = asOf(ended, 'RUNNING', 3);
    expect(then.state).toEqual({ current: 'RUNNING', histories: histories.slice(0, 4) });
    expect(then.outputs).toBeUndefined();
    expect(asOf(ended, 'SUCCESS', 4)).toEqual(ended);
  });

  test('is what it is now when its history was rewritten', () => {
    expect(asOf(ended, 'FAILED', 4)).toBe(ended);
  });
});

describe('merging outputs', () => {
  test('goes into maps, and the later value wins', () => {
    expect(mergeDeep({ a: { x: 1, y: 1 }, b: [1] }, { a: { y: 2 }, b: [2] })).toEqual({
      a: { x: 1, y: 2 },
      b: [2],
    });
  });
});
