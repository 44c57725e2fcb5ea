import { Double, toDouble } from '../../../model/numbers.js';
import { isPlainMap } from '../../api/convert-value.js';
import { IonValue } from '../../../platform/ion/index.js';

/*
 * A cell is a JSON value, a bigint, a Double, or an IonValue: dates, times, decimals and bytes, which Ion can tell from
 * texts and numbers and JSON cannot. Lists and maps hold cells. Types by plugins.md §2.1.
 */

const ION_TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** `2024-01-31`; a date that Ion does not know (`infinity`, before our era) stays a text. */
export const localDate = (text: string): unknown => annotated('LocalDate', text);
/** `10:20:30.5`. */
export const localTime = (text: string): unknown => annotated('LocalTime', text);
export const offsetTime = (text: string): unknown => annotated('OffsetTime', text);
/** `2024-01-31T10:20:30.5`. */
export const localDateTime = (text: string): unknown => annotated('LocalDateTime', text);

/** `2024-01-31T10:20:30.5+01:00`. */
export function zonedDateTime(text: string): unknown {
  return ION_TIMESTAMP.test(text) ? new IonValue(text, text) : text;
}

/** `15`, `1.50`; an integer without a fraction, otherwise a decimal that keeps its trailing zeros in Ion. */
export function decimal(text: string): unknown {
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) {
    return new Double(Number(text));
  }
  return text.includes('.') ? new IonValue(text, toDouble(Number(text))) : integer(BigInt(text));
}

/** A number where that is exact. */
export function integer(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Base64 in JSON, a blob in Ion. */
export function bytes(value: Uint8Array): unknown {
  const base64 = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  return new IonValue(`{{${base64}}}`, base64);
}

/** The cell as an execution keeps it: dates as ISO texts, decimals as numbers, bytes as base64. */
export function plainCell(cell: unknown): unknown {
  if (typeof cell !== 'object' || cell === null) {
    return cell;
  }
  if (cell instanceof IonValue) {
    return cell.plain;
  }
  if (Array.isArray(cell)) {
    return cell.map(plainCell);
  }
  return isPlainMap(cell)
    ? Object.fromEntries(Object.entries(cell).map(([key, value]) => [key, plainCell(value)]))
    : cell;
}

/** A fraction of a second as ISO texts have it: none, or 3, 6 or 9 digits, with its dot. */
export function isoFraction(digits: string): string {
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? '' : `.${kept.padEnd(Math.ceil(kept.length / 3) * 3, '0')}`;
}

function annotated(type: string, text: string): unknown {
  return /^\d/.test(text) ? new IonValue(`${type}::"${text}"`, text) : text;
}
