import { localeOf } from '../java/locale.js';
import type { WeekRule } from './calendar.js';

export type NameWidth = 'short' | 'long' | 'narrow';

/** Names of months and days in a locale. */
export interface Names {
  readonly tag: string;
  month(month: number, width: NameWidth): string;
  weekday(weekday: number, width: NameWidth): string;
  dayPeriod(hour: number): string;
  era(year: number, width: NameWidth): string;
  readonly weeks: WeekRule;
}

const cache = new Map<string, Names>();

export function namesOf(locale: string | undefined): Names {
  const tag = localeOf(locale);
  const known = cache.get(tag);
  if (known !== undefined) {
    return known;
  }
  const names = buildNames(tag);
  cache.set(tag, names);
  return names;
}

function buildNames(tag: string): Names {
  const part = (type: string, options: Intl.DateTimeFormatOptions, date: number): string => {
    const format = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', ...options });
    return format.formatToParts(date).find((found) => found.type === type)?.value ?? '';
  };
  const monthDate = (month: number): number => Date.UTC(2024, month - 1, 1);
  // Together with a day they have the form that they take inside a date, which many languages inflect.
  return {
    tag,
    month: (month, width) => part('month', { month: width, day: 'numeric' }, monthDate(month)),
    weekday: (weekday, width) =>
      part(
        'weekday',
        { weekday: width, month: 'long', day: 'numeric' },
        Date.UTC(2024, 0, weekday),
      ),
    dayPeriod: (hour) =>
      part('dayPeriod', { hour: 'numeric', hourCycle: 'h12' }, Date.UTC(2024, 0, 1, hour)) ||
      (hour < 12 ? 'AM' : 'PM'),
    era: (year, width) =>
      part('era', { era: width, year: 'numeric' }, Date.UTC(year > 0 ? 2024 : -100, 0, 1)),
    weeks: weekRuleOf(tag),
  };
}

interface LocaleWithWeeks {
  readonly weekInfo?: WeekRule;
  getWeekInfo?(): WeekRule;
}

function weekRuleOf(tag: string): WeekRule {
  const locale = new Intl.Locale(tag).maximize() as LocaleWithWeeks;
  const { firstDay, minimalDays } = locale.getWeekInfo?.() ??
    locale.weekInfo ?? { firstDay: 1, minimalDays: 4 };
  return { firstDay, minimalDays: minimalDays ?? 1 };
}

/** Locales that know more abbreviations of zones than American English. */
const ABBREVIATING_LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA', 'en-CA'];

/** `CEST` or `Central European Summer Time`. */
export function zoneName(
  zone: string,
  epochSeconds: number,
  width: 'short' | 'long',
  locale: string,
): string {
  const name = (tag: string): string => {
    const format = new Intl.DateTimeFormat(tag, { timeZone: zone, timeZoneName: width });
    return (
      format.formatToParts(epochSeconds * 1_000).find(({ type }) => type === 'timeZoneName')
        ?.value ?? zone
    );
  };
  if (width === 'long') {
    return name(locale);
  }
  return (
    [locale, ...ABBREVIATING_LOCALES].map(name).find((text) => !/^(GMT|UTC)[+-]/.test(text)) ??
    name(locale)
  );
}
