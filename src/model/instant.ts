/** What ISO-8601 writes with four digits for the year: every other date is read differently by every reader. */
const FIRST = Date.parse('0001-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** Milliseconds since 1970 as `2026-11-22T10:15:30.123Z`; what lies before the year 1 or after 9999 becomes the first or last instant. */
export function instantText(milliseconds: number): string {
  return new Date(Math.min(LAST, Math.max(FIRST, milliseconds))).toISOString();
}

/** A thousand years: now and so long before or after it is always an instant. */
const LONGEST = 1_000 * 366 * 86_400_000;

/** The duration in milliseconds, as far as dates can be counted with it. */
export function boundedDuration(milliseconds: number): number {
  return Math.min(LONGEST, Math.max(-LONGEST, milliseconds));
}

/** Milliseconds since 1970 of an ISO-8601 date, a zone's name behind it left out; undefined for any other text. */
export function parseInstant(text: string): number | undefined {
  const time = Date.parse(text.trim().replace(/\[[^\]]*\]$/, ''));
  return time >= FIRST && time <= LAST ? time : undefined;
}
