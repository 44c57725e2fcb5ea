import { IllegalArgumentError } from '../../model/errors.js';
import { readIon, writeIon } from '../../platform/ion/index.js';
import type { RunContext } from '../api/run-context.js';
import { sourceText } from './source-file.js';
import type { RowFormat } from './stored-rows.js';
import { lineBatches } from './text-lines.js';

/** How rows are written for other tasks: one Ion value a line. */
export const ION: RowFormat<unknown> = { row: (value) => `${writeIon(value)}\n` };

/** Rows of a file in internal storage, one Ion or JSON value a line; dates and decimals come as IonValue. */
export async function* ionRows(ctx: RunContext, from: string): AsyncGenerator<unknown[]> {
  let number = 0;
  for await (const lines of lineBatches(sourceText(ctx, from, 'UTF-8'))) {
    const rows: unknown[] = [];
    for (const line of lines) {
      number++;
      if (line.trim() !== '') {
        rows.push(readRow(line, number));
      }
    }
    yield rows;
  }
}

function readRow(line: string, number: number): unknown {
  try {
    return readIon(line, { keepTypes: true });
  } catch (error) {
    throw new IllegalArgumentError(`Line ${number}: ${(error as Error).message}`, { cause: error });
  }
}
