/**
 * ISO-8601 durations of hours, minutes and seconds, days counting 24 hours: `PT5M6S`, `P1DT2H`, `PT0.25s`. Calendar
 * units (`P1Y`, `P1M`) are not durations. Plain numbers are seconds (engine.md §19.2, subtle.md 31).
 */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value * 1000 : undefined;
  }
  if (typeof value !== 'string') {
    return undefined;
  }
  const text = value.trim();
  if (/^-?\d+(\.\d+)?$/.test(text)) {
    return Number(text) * 1000;
  }
  const match = ISO_DURATION.exec(text);
  if (!match || !/\d/.test(text) || /T$/i.test(text)) {
    return undefined;
  }
  const [, sign, weeks, days, hours, minutes, seconds] = match;
  const total =
    number(weeks) * 604_800 +
    number(days) * 86_400 +
    number(hours) * 3_600 +
    number(minutes) * 60 +
    number(seconds);
  // Rounding to the nanosecond takes the noise of binary fractions away.
  const milliseconds = Math.round(total * 1e9) / 1e6;
  return sign === '-' ? -milliseconds : milliseconds;
}

/** The shortest text: hours, minutes and seconds only, `PT0S` for nothing. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) {
    return 'PT0S';
  }
  const total = Math.abs(milliseconds) / 1000;
  const sign = milliseconds < 0 ? '-' : '';
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = Math.round((total % 60) * 1e9) / 1e9;
  const part = (amount: number, unit: string): string =>
    amount === 0 ? '' : `${sign}${plain(amount)}${unit}`;
  return `PT${part(hours, 'H')}${part(minutes, 'M')}${part(seconds, 'S')}`;
}

const ISO_DURATION =
  /^([+-]?)P(?:([+-]?\d+)W)?(?:([+-]?\d+)D)?(?:T(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?\d+(?:[.,]\d{1,9})?)S)?)?$/i;

function number(text: string | undefined): number {
  return text === undefined ? 0 : Number(text.replace(',', '.'));
}

/** Without an exponent, which ISO-8601 does not know. */
function plain(amount: number): string {
  return amount < 1e-6 ? amount.toFixed(9).replace(/0+$/, '') : String(amount);
}
