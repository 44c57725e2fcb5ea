import { expect, test } from '@jest/globals';
import type { Retry } from '../model/task.js';
import { nextTryAt } from './retry.js';

const at = '2026-11-22T10:00:10.000Z';
const startedAt = '2026-11-22T10:00:00.000Z';
const secondsUntil = (retry: Retry, made: number): number | undefined => {
  const next = nextTryAt(retry, { made, startedAt, at, seed: 'x' });
  return next === undefined ? undefined : (Date.parse(next) - Date.parse(at)) / 1000;
};

test('constant waits the same every time', () => {
  const retry: Retry = { type: 'constant', interval: 'PT3S' };
  expect([1, 2, 9].map((made) => secondsUntil(retry, made))).toEqual([3, 3, 3]);
});

test('exponential begins with the interval, doubles, and stops growing at its maximum', () => {
  const retry: Retry = { type: 'exponential', interval: 'PT3S', maxInterval: 'PT10S' };
  expect([1, 2, 3, 4].map((made) => secondsUntil(retry, made))).toEqual([3, 6, 10, 10]);
});

test('random stays within its bounds and is the same for the same attempt', () => {
  const retry: Retry = { type: 'random', minInterval: 'PT1S', maxInterval: 'PT2S' };
  const delays = [1, 2, 3, 4, 5].map((made) => secondsUntil(retry, made) ?? 0);
  expect(delays.every((delay) => delay >= 1 && delay <= 2)).toBe(true);
  expect(new Set(delays).size).toBeGreaterThan(1);
  expect(secondsUntil(retry, 1)).toBe(delays[0]);
});

test('maxAttempts counts the first attempt', () => {
  const retry: Retry = { type: 'constant', interval: 'PT1S', maxAttempts: 3 };
  expect([2, 3].map((made) => secondsUntil(retry, made))).toEqual([1, undefined]);
});

test('maxDuration is compared with the date of the next attempt', () => {
  const within: Retry = { type: 'constant', interval: 'PT5S', maxDuration: 'PT15S' };
  const beyond: Retry = { ...within, maxDuration: 'PT14S' };
  expect([within, beyond].map((retry) => secondsUntil(retry, 1))).toEqual([5, undefined]);
});
