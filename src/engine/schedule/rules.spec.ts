import { describe, expect, test } from '@jest/globals';
import {
  advanceBackfill,
  endBackfill,
  pauseBackfill,
  resumeBackfill,
  startBackfill,
} from './backfill.js';
import { type Dates, firstPunctual, recoverMissed } from './missed.js';

const HOUR = 3_600_000;
const hourly: Dates = {
  next: (after) => Math.floor(after / HOUR) * HOUR + HOUR,
  previous: (before) => Math.ceil(before / HOUR) * HOUR - HOUR,
};

describe('dates that were missed', () => {
  const now = 10 * HOUR + 1_000;

  test('are all made up for, or the last one, or none', () => {
    expect(recoverMissed('ALL', 3 * HOUR, now, hourly)).toBe(3 * HOUR);
    expect(recoverMissed('LAST', 3 * HOUR, now, hourly)).toBe(10 * HOUR);
    expect(recoverMissed('NONE', 3 * HOUR, now, hourly)).toBe(11 * HOUR);
  });

  test('a date to come is left alone', () => {
    expect(recoverMissed('NONE', 12 * HOUR, now, hourly)).toBe(12 * HOUR);
  });

  test('a date that is later than allowed gives way to the first one that is not', () => {
    expect(firstPunctual(3 * HOUR, now, undefined, hourly)).toBe(3 * HOUR);
    expect(firstPunctual(3 * HOUR, now, 2 * HOUR, hourly)).toBe(9 * HOUR);
    expect(firstPunctual(9 * HOUR, now, 2 * HOUR, hourly)).toBe(9 * HOUR);
  });
});

describe('a backfill', () => {
  const request = { start: '2024-01-01T00:00:00.000Z', end: '2024-01-03T00:00:00.000Z' };
  const regular = { nextDate: '2024-06-01T00:00:00.000Z' };
  const started = startBackfill(regular, request, '2024-01-01T06:00:00.000Z');
  const backfill = started.backfill!;

  test('begins at its first date and remembers the regular one', () => {
    expect(started).toEqual({
      nextDate: '2024-01-01T06:00:00.000Z',
      backfill: {
        ...request,
        currentDate: '2024-01-01T06:00:00.000Z',
        paused: false,
        previousNextExecutionDate: regular.nextDate,
      },
    });
  });

  test('a second one is refused, one without dates is none', () => {
    expect(() => startBackfill(started, request, request.start)).toThrow('already a backfill');
    expect(startBackfill(regular, request, '2024-01-04T00:00:00.000Z')).toBe(regular);
  });

  test('goes on until its end, then the regular schedule does', () => {
    expect(advanceBackfill(backfill, '2024-01-02T06:00:00.000Z')).toEqual({
      nextDate: '2024-01-02T06:00:00.000Z',
      backfill: { ...backfill, currentDate: '2024-01-02T06:00:00.000Z' },
    });
    expect(advanceBackfill(backfill, '2024-01-03T06:00:00.000Z')).toEqual(regular);
    expect(endBackfill(backfill)).toEqual(regular);
  });

  test('continues after a pause where it was', () => {
    const paused = pauseBackfill(backfill);
    expect(paused).toEqual({ nextDate: regular.nextDate, backfill: { ...backfill, paused: true } });
    expect(resumeBackfill(paused.backfill!)).toEqual(started);
  });
});
