import { IllegalArgumentError } from '../../model/errors.js';
import { IonValue } from '../../platform/ion/index.js';
import { isPlainMap } from '../api/convert-value.js';

export type RowMap = Readonly<Record<string, unknown>>;

export function isRowMap(value: unknown): value is RowMap {
  return isPlainMap(value) && !(value instanceof IonValue);
}

/** Column names: the keys of the first row, which later rows follow by position. */
export function columnsOf(firstRow: unknown): string[] {
  if (!isRowMap(firstRow)) {
    throw new IllegalArgumentError(
      'The first row is a list and names no columns: set header: false, or give maps',
    );
  }
  return Object.keys(firstRow);
}

/** The cells of a row; `index` counts from 0. */
export function cellsOf(row: unknown, index: number): readonly unknown[] {
  if (Array.isArray(row)) {
    return row;
  }
  if (!isRowMap(row)) {
    throw new IllegalArgumentError(`Row ${index + 1} is neither a map nor a list`);
  }
  return Object.values(row);
}
