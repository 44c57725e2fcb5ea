import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCron } from './cron.js';
import { nextDate, previousDate, type Schedule } from './dates.js';
import { localOf, zonedText, zoneOf } from './zone.js';

const ZONES = [
  'UTC',
  'Europe/Paris',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  '-03:30',
];

const field = (min: number, max: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant('*'),
    fc.integer({ min, max }).map(String),
    fc.integer({ min: 2, max: 15 }).map((step) => `*/${step}`),
    fc
      .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
      .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc
      .array(fc.integer({ min, max }), { minLength: 1, maxLength: 4 })
      .map((list) => list.join(',')),
  );
const expressions = fc
  .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7))
  .map((all) => all.join(' '));
/** Around both changes of the clock in 2024 and elsewhere. */
const instants = fc.oneof(
  fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) }),
  fc
    .integer({ min: -7_200_000, max: 7_200_000 })
    .map((shift) => Date.parse('2024-03-31T01:00:00Z') + shift),
  fc
    .integer({ min: -7_200_000, max: 7_200_000 })
    .map((shift) => Date.parse('2024-10-27T01:00:00Z') + shift),
);
const schedules = fc
  .record({ text: expressions, zone: fc.constantFrom(...ZONES) })
  .map(({ text, zone }): Schedule => ({ cron: parseCron(text), zone: zoneOf(zone) }));

/** Written from the rule once more, minute by minute. */
function naivelyAllowed({ cron, zone }: Schedule, instant: number): boolean {
  const date = new Date(localOf(zone, instant));
  const ofMonth = cron.daysOfMonth.includes(date.getUTCDate());
  const ofWeek = cron.daysOfWeek.includes(date.getUTCDay());
  return (
    cron.minutes.includes(date.getUTCMinutes()) &&
    cron.hours.includes(date.getUTCHours()) &&
    cron.months.includes(date.getUTCMonth() + 1) &&
    (cron.eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek)
  );
}

describe('dates of a cron expression', () => {
  test('the next date is later, and nothing lies between it and the date before it', () => {
    fc.assert(
      fc.property(schedules, instants, (schedule, instant) => {
        const next = nextDate(schedule, instant);
        fc.pre(next !== undefined);
        expect(next).toBeGreaterThan(instant);
        const previous = previousDate(schedule, next);
        expect(previous === undefined || previous <= instant).toBe(true);
        if (previous !== undefined) {
          expect(nextDate(schedule, previous)).toBe(next);
        }
      }),
      { seed: 22112026, numRuns: 400 },
    );
  });

  test('where the clock does not change, they are what looking at every minute finds', () => {
    fc.assert(
      fc.property(expressions, instants, (text, start) => {
        const schedule = { cron: parseCron(text), zone: zoneOf('Asia/Kolkata') };
        const first = Math.floor(start / 60_000) * 60_000;
        const end = first + 2 * 86_400_000;
        const found: number[] = [];
        for (
          let date = nextDate(schedule, first - 1);
          date !== undefined && date < end;
          date = nextDate(schedule, date)
        ) {
          found.push(date);
        }
        const expected: number[] = [];
        for (let minute = first; minute < end; minute += 60_000) {
          if (naivelyAllowed(schedule, minute)) {
            expected.push(minute);
          }
        }
        expect(found).toEqual(expected);
      }),
      { seed: 22112026, numRuns: 60 },
    );
  });
});

describe('a change of the clock', () => {
  const datesOf = (text: string, zone: string, from: string, count: number): string[] => {
    const schedule = { cron: parseCron(text), zone: zoneOf(zone) };
    const found: string[] = [];
    for (
      let date = nextDate(schedule, Date.parse(from));
      date !== undefined && found.length < count;
      date = nextDate(schedule, date)
    ) {
      found.push(zonedText(schedule.zone, date));
    }
    return found;
  };

  test('a time that is skipped fires at the next valid time', () => {
    expect(datesOf('30 2 * * *', 'Europe/Paris', '2024-03-30T12:00:00Z', 2)).toEqual([
      '2024-03-31T03:00:00+02:00',
      '2024-04-01T02:30:00+02:00',
    ]);
    expect(datesOf('*/30 * * * *', 'Europe/Paris', '2024-03-31T00:00:00Z', 3)).toEqual([
      '2024-03-31T01:30:00+01:00',
      '2024-03-31T03:00:00+02:00',
      '2024-03-31T03:30:00+02:00',
    ]);
  });

  test('a time that is repeated fires once', () => {
    expect(datesOf('30 2 * * *', 'Europe/Paris', '2024-10-26T12:00:00Z', 2)).toEqual([
      '2024-10-27T02:30:00+02:00',
      '2024-10-28T02:30:00+01:00',
    ]);
    const schedule = { cron: parseCron('*/10 * * * *'), zone: zoneOf('Europe/Paris') };
    const inTheRepeatedHour = Date.parse('2024-10-27T01:15:00Z');
    expect(zonedText(schedule.zone, previousDate(schedule, inTheRepeatedHour)!)).toBe(
      '2024-10-27T02:50:00+02:00',
    );
    expect(zonedText(schedule.zone, nextDate(schedule, inTheRepeatedHour)!)).toBe(
      '2024-10-27T03:00:00+01:00',
    );
  });
});
