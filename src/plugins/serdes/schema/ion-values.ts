import { IonValue } from '../../../platform/ion/index.js';

const NANOS_PER_SECOND = 1_000_000_000n;
const MILLISECONDS_PER_DAY = 86_400_000;

/** `LocalDate` of days since 1970. */
export function ionDate(days: number): IonValue {
  return annotated('LocalDate', new Date(days * MILLISECONDS_PER_DAY).toISOString().slice(0, 10));
}

/** `LocalTime` of nanoseconds since midnight. */
export function ionTime(nanos: bigint): IonValue {
  return annotated('LocalTime', wallClock(nanos).slice('1970-01-01T'.length));
}

/** Ion timestamp of nanoseconds since 1970. */
export function ionInstant(nanos: bigint): IonValue {
  const text = `${wallClock(nanos)}Z`;
  return new IonValue(text, text);
}

/** `LocalDateTime` of nanoseconds since 1970 on a wall clock. */
export function ionLocalDateTime(nanos: bigint): IonValue {
  return annotated('LocalDateTime', wallClock(nanos));
}

/** Decimal of its digits without the point. */
export function ionDecimal(unscaled: bigint, scale: number): IonValue {
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const point = digits.length - scale;
  const text = `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  return new IonValue(text, Number(text));
}

export function ionBlob(bytes: Uint8Array): IonValue {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
  return new IonValue(`{{${base64}}}`, base64);
}

/** The number behind two's complement bytes, the highest first. */
export function signedInteger(bytes: Uint8Array): bigint {
  const hexadecimal = Buffer.from(bytes).toString('hex');
  return hexadecimal === '' ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${hexadecimal}`));
}

function annotated(name: string, text: string): IonValue {
  return new IonValue(`${name}::"${text}"`, text);
}

/** `1970-01-01T00:00:00` with 0, 3, 6 or 9 digits of a second. */
function wallClock(nanos: bigint): string {
  const rest = ((nanos % NANOS_PER_SECOND) + NANOS_PER_SECOND) % NANOS_PER_SECOND;
  const seconds = Number((nanos - rest) / NANOS_PER_SECOND);
  const digits = String(rest)
    .padStart(9, '0')
    .replace(/(?:000)+$/, '');
  const whole = new Date(seconds * 1_000).toISOString().slice(0, -'.000Z'.length);
  return digits === '' ? whole : `${whole}.${digits}`;
}
