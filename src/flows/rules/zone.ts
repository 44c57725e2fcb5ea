const OFFSET = /^(?:Z|(?:UTC|GMT|UT)?[+-]\d{1,2}(?::?\d{2})?)$/;

/** A region (`Europe/Paris`), `UTC`, or an offset (`+02:00`). */
export function isTimeZone(zone: string): boolean {
  if (OFFSET.test(zone)) {
    return true;
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
