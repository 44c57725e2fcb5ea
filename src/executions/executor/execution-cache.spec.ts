import { describe, expect, test } from '@jest/globals';
import { aFlow, anExecution } from '../../testing/builders.js';
import { ExecutionCache } from './execution-cache.js';

function known(id: string, characters: number) {
  return { version: '1', execution: anExecution(aFlow(), { id }), characters };
}

describe('the cache of executions', () => {
  test('keeps what was used last, as long as it is not too many or too much', () => {
    const cache = new ExecutionCache();
    const ids = Array.from({ length: 64 }, (_, index) => `e${index}`);
    ids.forEach((id) => cache.put(known(id, 10)));
    cache.put(known('e0', 10));
    cache.put(known('another', 10));
    expect(cache.get('e0')).toBeDefined();
    expect(cache.get('e1')).toBeUndefined();

    cache.put(known('large', 7_999_980));
    expect([cache.get('e0'), cache.get('another')]).toEqual([
      known('e0', 10),
      known('another', 10),
    ]);
    expect(cache.get('e63')).toBeUndefined();
    cache.put(known('too large', 9_000_000));
    expect(['too large', 'large', 'e0'].map((id) => cache.get(id))).toEqual(
      Array(3).fill(undefined),
    );
    cache.put(known('small', 10));
    expect(cache.get('small')).toBeDefined();
  });
});
