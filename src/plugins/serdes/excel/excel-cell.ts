import type { CellValue } from 'exceljs';
import { toDouble } from '../../../model/numbers.js';
import { ionDate, ionLocalDateTime, ionTime } from '../schema/ion-values.js';

export const VALUE_RENDERS = ['UNFORMATTED_VALUE', 'FORMATTED_VALUE', 'FORMULA'] as const;
export const DATE_TIME_RENDERS = [
  'UNFORMATTED_VALUE',
  'SERIAL_NUMBER',
  'FORMATTED_STRING',
] as const;

export interface CellRender {
  readonly valueRender: string;
  readonly dateTimeRender: string;
}

const MILLISECONDS_PER_DAY = 86_400_000;
/** The day 0 of spreadsheets, 1899-12-30, in days before 1970. */
const EPOCH_DAYS = 25_569;
const NANOS_PER_MILLISECOND = 1_000_000n;

/** A cell as a value for Ion. Spreadsheets know no time zones: dates are local. */
export function cellValue(cell: CellValue, render: CellRender): unknown {
  if (cell instanceof Date) {
    return dateValue(cell, render);
  }
  if (typeof cell === 'object' && cell !== null) {
    return structured(cell, render);
  }
  if (cell === null || cell === undefined) {
    return null;
  }
  if (render.valueRender === 'FORMATTED_VALUE') {
    return typeof cell === 'boolean' ? String(cell).toUpperCase() : String(cell);
  }
  return typeof cell === 'number' && !Number.isInteger(cell) ? toDouble(cell) : cell;
}

function structured(
  cell: Exclude<CellValue, Date | null | string | number | boolean | undefined>,
  render: CellRender,
): unknown {
  if ('error' in cell) {
    return cell.error;
  }
  if ('richText' in cell) {
    return cell.richText.map(({ text }) => text).join('');
  }
  if ('hyperlink' in cell) {
    return cell.text;
  }
  if (render.valueRender === 'FORMULA' && 'formula' in cell) {
    return cell.formula;
  }
  return 'result' in cell ? cellValue(cell.result as CellValue, render) : null;
}

function dateValue(date: Date, { valueRender, dateTimeRender }: CellRender): unknown {
  const milliseconds = date.getTime();
  if (dateTimeRender === 'SERIAL_NUMBER') {
    return milliseconds / MILLISECONDS_PER_DAY + EPOCH_DAYS;
  }
  const typed = typedDate(milliseconds);
  return dateTimeRender === 'FORMATTED_STRING' || valueRender === 'FORMATTED_VALUE'
    ? typed.plain
    : typed;
}

function typedDate(milliseconds: number): ReturnType<typeof ionDate> {
  const days = Math.floor(milliseconds / MILLISECONDS_PER_DAY);
  const ofDay = milliseconds - days * MILLISECONDS_PER_DAY;
  if (days + EPOCH_DAYS === 0) {
    return ionTime(BigInt(ofDay) * NANOS_PER_MILLISECOND);
  }
  return ofDay === 0
    ? ionDate(days)
    : ionLocalDateTime(BigInt(milliseconds) * NANOS_PER_MILLISECOND);
}
