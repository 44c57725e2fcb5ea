import { expect, test } from '@jest/globals';
import { isRetryable } from './retryable.js';

test.each([
  ['a deadlock', Object.assign(new Error('deadlock detected'), { code: '40P01' }), true],
  ['a server that restarts', Object.assign(new Error('x'), { code: '57P01' }), true],
  ['a connection that ended', new Error('Connection terminated unexpectedly'), true],
  ['a missing socket', Object.assign(new Error('connect'), { code: 'ENOENT' }), true],
  ['a unique violation', Object.assign(new Error('duplicate key'), { code: '23505' }), false],
  ['something that is no error', 'deadlock', false],
])('%s', (_name, error, expected) => {
  expect(isRetryable(error)).toBe(expected);
});
