import type { CellValue, Worksheet } from 'exceljs';
import { localSeconds } from '../../../expressions/dates/calendar.js';
import { localOfZoned, zoneOf } from '../../../expressions/dates/zone.js';
import { IllegalArgumentError } from '../../../model/errors.js';
import { isNumeric } from '../../../model/numbers.js';
import { IonValue } from '../../../platform/ion/index.js';
import { cellText } from '../cell-text.js';
import { formatTemporal, type Temporal, type TemporalFormats, temporalOf } from '../temporal.js';

/** Of a sheet. */
export const MOST_ROWS = 1_048_576;
/** Of a cell. */
const MOST_CHARACTERS = 32_767;
const NANOS_PER_MILLISECOND = 1_000_000;

/** Writes rows of a sheet one after the other; a written row takes no memory. */
export class ExcelRow {
  constructor(
    private readonly sheet: Worksheet,
    private readonly formats: TemporalFormats,
    private readonly styles: boolean,
  ) {}

  write(values: readonly unknown[]): void {
    const temporals = values.map((value) => (this.styles ? temporalOf(value) : undefined));
    const row = this.sheet.addRow(values.map((value, index) => this.cell(value, temporals[index])));
    for (const [index, temporal] of temporals.entries()) {
      if (temporal !== undefined && temporal.kind !== 'time') {
        row.getCell(index + 1).numFmt = excelFormat(patternOf(temporal, this.formats));
      }
    }
    row.commit();
  }

  private cell(value: unknown, temporal: Temporal | undefined): CellValue {
    if (temporal !== undefined) {
      return temporal.kind === 'time'
        ? formatTemporal(temporal, this.formats)
        : this.wallClock(temporal);
    }
    const plain: unknown = value instanceof IonValue ? value.plain : value;
    if (typeof plain === 'boolean' || plain === null || plain === undefined) {
      return plain;
    }
    if (isNumeric(plain) && Number.isFinite(Number(plain)) && isExact(plain)) {
      return Number(plain);
    }
    const text = cellText(value, this.formats);
    if (text.length > MOST_CHARACTERS) {
      throw new IllegalArgumentError(
        `A cell has at most ${MOST_CHARACTERS} characters, but one has ${text.length}`,
      );
    }
    return text;
  }

  /** Spreadsheets know no time zones: the wall clock counts. */
  private wallClock(temporal: Temporal): Date {
    const { timeZoneId } = this.formats;
    const isMoved = temporal.zone !== undefined && timeZoneId !== undefined;
    const local = localOfZoned(
      isMoved ? { ...temporal.at, zone: zoneOf(timeZoneId) } : temporal.at,
    );
    return new Date(localSeconds(local) * 1_000 + Math.trunc(local.nano / NANOS_PER_MILLISECOND));
  }
}

/** An integer beyond this would lose digits. */
function isExact(value: unknown): boolean {
  return typeof value !== 'bigint' || Number.isSafeInteger(Number(value));
}

function patternOf({ kind }: Temporal, formats: TemporalFormats): string {
  return kind === 'date' ? formats.dateFormat : formats.dateTimeFormat;
}

/** A java.time pattern in the letters of spreadsheets, without the zone. */
export function excelFormat(pattern: string): string {
  return pattern
    .replace(/\[[^\]]*\]/g, '')
    .replace(/'([^']*)'/g, '"$1"')
    .replace(/[VzOXxZ]+/g, '')
    .replace(/"[^"]*"|[A-Za-z]+/g, (letters) =>
      letters.startsWith('"')
        ? letters
        : letters.replace(/M/g, 'm').replace(/H/g, 'h').replace(/S/g, '0').replace(/E/g, 'd'),
    )
    .trim();
}
