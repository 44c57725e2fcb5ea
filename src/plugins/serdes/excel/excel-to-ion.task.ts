import { Min } from 'class-validator';
import type { Row } from 'exceljs';
import { DomainError, IllegalArgumentError } from '../../../model/errors.js';
import { IonValue } from '../../../platform/ion/index.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TableHeader } from '../table-header.js';
import { ION } from '../ion-rows.js';
import { openSource } from '../source-file.js';
import { storeRows } from '../stored-rows.js';
import { checkArchive } from './check-archive.js';
import { cellValue, DATE_TIME_RENDERS, VALUE_RENDERS } from './excel-cell.js';
import { readSheets, type Sheet } from './read-sheets.js';

const BATCH = 500;

@TaskType({
  type: 'io.kestra.plugin.serdes.excel.ExcelToIon',
  title: 'Convert the sheets of an Excel file into Ion files.',
})
export class ExcelToIonTask implements RunnableTask {
  @Property('string', { description: 'URI of the Excel file (.xlsx).', required: true })
  from = '';

  @Property('list', { description: 'Titles of the sheets to convert; default all.' })
  sheetsTitle: string[] = [];

  @Property('boolean', { description: 'Whether the first row names the columns.' })
  header = true;

  @Property('integer', { description: 'Rows of a sheet to leave out before the header.' })
  @Min(0)
  skipRows = 0;

  @Property('boolean', { description: 'Leave out rows without any value.' })
  skipEmptyRows = false;

  @Property('string', { description: 'How cells become values.', values: VALUE_RENDERS })
  valueRender = 'UNFORMATTED_VALUE';

  @Property('string', { description: 'How dates become values.', values: DATE_TIME_RENDERS })
  dateTimeRender = 'UNFORMATTED_VALUE';

  @Property('string', { description: 'Of no effect: Excel files have one charset.' })
  charset = 'UTF-8';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const uris: Record<string, string> = {};
    let size = 0;
    for await (const sheet of this.sheets(ctx)) {
      if (this.sheetsTitle.length > 0 && !this.sheetsTitle.includes(sheet.name)) {
        await readOver(sheet);
        continue;
      }
      const name = `sheet-${Object.keys(uris).length + 1}.ion`;
      const stored = await storeRows(ctx, { name, rows: this.rows(ctx, sheet), format: ION });
      uris[sheet.name] = stored.uri;
      size += stored.size;
    }
    const missing = this.sheetsTitle.filter((title) => uris[title] === undefined);
    if (missing.length > 0) {
      throw new IllegalArgumentError(
        `sheetsTitle: the Excel file has no sheet ${missing.join(', ')}`,
      );
    }
    return { outputs: { uris, size } };
  }

  /** The sheets in the order of the file, each to be read before the next one. */
  private async *sheets(ctx: RunContext): AsyncGenerator<Sheet> {
    const source = await openSource(ctx, this.from);
    // The library hears of no failure of a stream that it is given.
    const path = await ctx.workingDirectory.write('source.xlsx', source);
    await checkArchive(path, ctx.signal);
    const sheets = readSheets(path);
    try {
      for (;;) {
        const next = await readable(() => sheets.next());
        if (next.done === true) {
          return;
        }
        yield next.value;
      }
    } finally {
      await sheets.return(undefined);
    }
  }

  private async *rows(ctx: RunContext, sheet: Sheet): AsyncGenerator<unknown[]> {
    let names: TableHeader | undefined;
    let toSkip = this.skipRows;
    let batch: unknown[] = [];
    for await (const row of rowsOf(sheet)) {
      const cells = this.cells(row);
      const isEmpty = cells.every((cell) => cell === null);
      if (toSkip > 0) {
        toSkip--;
      } else if (this.header && names === undefined) {
        names = new TableHeader(cells.map(columnName), false);
      } else if (!isEmpty || !this.skipEmptyRows) {
        batch.push(names?.row(padded(cells, names.width)) ?? cells);
      }
      if (batch.length === BATCH) {
        ctx.signal.throwIfAborted();
        yield batch;
        batch = [];
      }
    }
    yield batch;
  }

  /** The library counts columns from 1 and leaves out empty ones. */
  private cells(row: Row): unknown[] {
    const values = Array.isArray(row.values) ? row.values : [];
    return Array.from({ length: Math.max(0, values.length - 1) }, (_, index) =>
      cellValue(values[index + 1] ?? null, this),
    );
  }
}

function columnName(cell: unknown): string {
  return cell === null ? '' : String(cell instanceof IonValue ? cell.plain : cell).trim();
}

/** Every row has every column of the header. */
function padded(cells: readonly unknown[], width: number): unknown[] {
  return Array.from({ length: Math.max(width, cells.length) }, (_, index) => cells[index] ?? null);
}

async function readOver(sheet: Sheet): Promise<void> {
  for await (const _row of rowsOf(sheet)) {
    // The next sheet comes when this one has been read.
  }
}

async function* rowsOf(sheet: Sheet): AsyncGenerator<Row> {
  let last = 0;
  try {
    for await (const row of sheet) {
      last = row.number;
      yield row;
    }
  } catch (error) {
    throw unreadable(`, sheet "${sheet.name}" after row ${last}`, error);
  }
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw unreadable('', error);
  }
}

function unreadable(where: string, error: unknown): unknown {
  if (error instanceof DomainError || (error as Error).name === 'AbortError') {
    return error;
  }
  const { message } = error as Error;
  return new IllegalArgumentError(`The Excel file cannot be read${where}: ${message}`, {
    cause: error,
  });
}
