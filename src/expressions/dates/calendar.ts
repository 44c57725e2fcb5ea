import { Failure } from '../errors.js';

/** Date and time of a wall clock. Months and days count from 1. */
export interface LocalDateTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nano: number;
}

export const SECONDS_PER_DAY = 86_400;
const MILLISECONDS_PER_DAY = 86_400_000;

/** Throws Failure outside of the years -271820 to 275760, which is what the host's calendar has. */
export function checkRange(seconds: number): void {
  if (!(Math.abs(seconds) < 8.64e12 - SECONDS_PER_DAY)) {
    throw new Failure('The date is too far away');
  }
}

/** Days from 1970-01-01, negative before. */
function epochDay(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  checkRange(date.getTime() / 1_000);
  return Math.floor(date.getTime() / MILLISECONDS_PER_DAY);
}

/** Seconds from 1970-01-01T00:00 on the same wall clock. */
export function localSeconds(local: LocalDateTime): number {
  const days = epochDay(local.year, local.month, local.day);
  return days * SECONDS_PER_DAY + local.hour * 3_600 + local.minute * 60 + local.second;
}

export function localOf(seconds: number, nano: number): LocalDateTime {
  checkRange(seconds);
  const date = new Date(seconds * 1_000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nano,
  };
}

export function daysInMonth(year: number, month: number): number {
  return (
    epochDay(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) -
    epochDay(year, month, 1)
  );
}

/** Undefined for a day or time that no calendar has. */
export function checked(local: LocalDateTime): LocalDateTime | undefined {
  const { year, month, day, hour, minute, second } = local;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
    return undefined;
  }
  return hour > 23 || minute > 59 || second > 59 ? undefined : local;
}

/** 1 is Monday, 7 is Sunday. */
export function dayOfWeek(local: LocalDateTime): number {
  const day = (epochDay(local.year, local.month, local.day) + 3) % 7;
  return (day < 0 ? day + 7 : day) + 1;
}

export function dayOfYear(local: LocalDateTime): number {
  return epochDay(local.year, local.month, local.day) - epochDay(local.year, 1, 1) + 1;
}

/** Adds months; the day is cut to the length of the month. */
export function plusMonths(local: LocalDateTime, months: number): LocalDateTime {
  const count = local.year * 12 + (local.month - 1) + months;
  const year = Math.floor(count / 12);
  const month = count - year * 12 + 1;
  return { ...local, year, month, day: Math.min(local.day, daysInMonth(year, month)) };
}

export interface WeekRule {
  /** 1 is Monday, 7 is Sunday. */
  readonly firstDay: number;
  /** Days of a period that its first week must have. */
  readonly minimalDays: number;
}

export const ISO_WEEKS: WeekRule = { firstDay: 1, minimalDays: 4 };

/** The week of a month or year whose day `dayOfPeriod` this is; 0 before the first week. */
export function weekOf(dayOfPeriod: number, weekday: number, rule: WeekRule): number {
  const firstWeekday = (((weekday - 1 - (dayOfPeriod - 1)) % 7) + 7) % 7;
  const offset = (firstWeekday - (rule.firstDay - 1) + 7) % 7;
  const daysInFirst = 7 - offset;
  const week = Math.floor((dayOfPeriod - 1 + offset) / 7);
  return daysInFirst >= rule.minimalDays ? week + 1 : week;
}

/** Week number and the year it belongs to. */
export function weekOfYear(local: LocalDateTime, rule: WeekRule): { week: number; year: number } {
  const weekday = dayOfWeek(local);
  const week = weekOf(dayOfYear(local), weekday, rule);
  if (week === 0) {
    return weekOfYear({ ...local, year: local.year - 1, month: 12, day: 31 }, rule);
  }
  const nextYear = epochDay(local.year + 1, 1, 1) - epochDay(local.year, local.month, local.day);
  const weekdayOfNewYear = ((weekday - 1 + nextYear) % 7) + 1;
  const intoWeek = (weekdayOfNewYear - rule.firstDay + 7) % 7;
  const belongsToNext = nextYear <= intoWeek && 7 - intoWeek >= rule.minimalDays;
  return belongsToNext ? { week: 1, year: local.year + 1 } : { week, year: local.year };
}
