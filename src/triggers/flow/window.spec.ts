import { describe, expect, test } from '@jest/globals';
import { zoneOf } from '../../engine/schedule/index.js';
import { isOpen, windowRule } from './window.js';

const zone = zoneOf('Europe/Paris');
const now = Date.parse('2026-11-22T14:47:30Z');
const bounds = (declared: Record<string, unknown>): string[] => {
  const { start, end } = windowRule(declared)(now, zone);
  return [start, end].map((instant) => new Date(instant).toISOString());
};

describe('a time window', () => {
  test.each([
    [{}, '2026-11-21T23:00:00.000Z', '2026-11-22T22:59:59.999Z'],
    [{ window: 'PT6H' }, '2026-11-22T11:00:00.000Z', '2026-11-22T16:59:59.999Z'],
    [{ window: 'PT1H' }, '2026-11-22T14:00:00.000Z', '2026-11-22T14:59:59.999Z'],
    [{ window: 'PT15M' }, '2026-11-22T14:45:00.000Z', '2026-11-22T14:59:59.999Z'],
    [
      { window: 'PT1H', windowAdvance: 'PT10M' },
      '2026-11-22T14:10:00.000Z',
      '2026-11-22T15:09:59.999Z',
    ],
    [
      { type: 'SLIDING_WINDOW', window: 'PT1H' },
      '2026-11-22T14:47:29.999Z',
      '2026-11-22T15:47:30.000Z',
    ],
    [
      { type: 'DAILY_TIME_DEADLINE', deadline: '16:00:00' },
      '2026-11-21T23:00:00.000Z',
      '2026-11-22T15:00:00.000Z',
    ],
    [
      { type: 'DAILY_TIME_WINDOW', startTime: '09:00', endTime: '17:30' },
      '2026-11-22T08:00:00.000Z',
      '2026-11-22T16:30:00.000Z',
    ],
  ])('%j begins and ends by the wall clock', (declared, start, end) => {
    expect(bounds(declared)).toEqual([start, end]);
  });

  test('an event outside of a daily window is outside', () => {
    expect(
      isOpen(windowRule({ type: 'DAILY_TIME_DEADLINE', deadline: '09:00' })(now, zone), now),
    ).toBe(false);
    expect(isOpen(windowRule({ type: 'SLIDING_WINDOW' })(now, zone), now)).toBe(true);
  });
});
