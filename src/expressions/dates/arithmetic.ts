import { suggestion, Failure } from '../errors.js';
import { localOf, localSeconds, plusMonths, SECONDS_PER_DAY } from './calendar.js';
import { atZone, localOfZoned, type ZonedDateTime } from './zone.js';

/** Units on the time line, in nanoseconds. */
const EXACT: ReadonlyMap<string, bigint> = new Map([
  ['NANOS', 1n],
  ['MICROS', 1_000n],
  ['MILLIS', 1_000_000n],
  ['SECONDS', 1_000_000_000n],
  ['MINUTES', 60_000_000_000n],
  ['HOURS', 3_600_000_000_000n],
  ['HALF_DAYS', 43_200_000_000_000n],
]);

const DAYS: ReadonlyMap<string, number> = new Map([
  ['DAYS', 1],
  ['WEEKS', 7],
]);

const MONTHS: ReadonlyMap<string, number> = new Map([
  ['MONTHS', 1],
  ['YEARS', 12],
  ['DECADES', 120],
  ['CENTURIES', 1_200],
  ['MILLENNIA', 12_000],
]);

/** Adds to a date. Days and longer units keep the wall clock of the date's own zone, shorter ones go along the time line. */
export function plus(at: ZonedDateTime, amount: number, unit: string): ZonedDateTime {
  const nanos = EXACT.get(unit);
  if (nanos !== undefined) {
    return plusNanos(at, BigInt(amount) * nanos);
  }
  const local = localOfZoned(at);
  const days = DAYS.get(unit);
  if (days !== undefined) {
    return atZone(
      localOf(localSeconds(local) + amount * days * SECONDS_PER_DAY, local.nano),
      at.zone,
    );
  }
  const months = MONTHS.get(unit);
  if (months !== undefined) {
    return atZone(plusMonths(local, amount * months), at.zone);
  }
  const hint = suggestion(unit, [...EXACT.keys(), ...DAYS.keys(), ...MONTHS.keys()]);
  throw new Failure(`\`${unit}\` is not a unit of time`, hint);
}

function plusNanos(at: ZonedDateTime, nanos: bigint): ZonedDateTime {
  const total = epochNanos(at) + nanos;
  const nano = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return { ...at, epochSeconds: Number((total - nano) / 1_000_000_000n), nano: Number(nano) };
}

export function epochNanos(at: ZonedDateTime): bigint {
  return BigInt(at.epochSeconds) * 1_000_000_000n + BigInt(at.nano);
}
