import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { stream } from 'exceljs';
import { IllegalArgumentError } from '../../../model/errors.js';
import { isPlainMap } from '../../api/convert-value.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { ionRows } from '../ion-rows.js';
import { cellsOf, columnsOf } from '../row-map.js';
import { TemporalProperties } from '../temporal-properties.js';
import { ExcelRow, MOST_ROWS } from './excel-row.js';

@TaskType({
  type: 'io.kestra.plugin.serdes.excel.IonToExcel',
  title: 'Convert Ion files into the sheets of an Excel file.',
})
export class IonToExcelTask extends TemporalProperties implements RunnableTask {
  @Property('any', {
    description: 'URI of an Ion file, or a map from titles of sheets to URIs.',
    required: true,
  })
  from: unknown = undefined;

  @Property('string', { description: 'Title of the sheet when there is one.' })
  sheetsTitle = 'Sheet';

  @Property('boolean', { description: 'Write the keys of the first row as the first row.' })
  header = true;

  @Property('boolean', {
    description: 'Write dates as dates with a format; otherwise as texts.',
  })
  styles = true;

  @Property('string', { description: 'Of no effect: Excel files have one charset.' })
  charset = 'UTF-8';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const sheets = sheetsOf(this.from, this.sheetsTitle);
    const { default: excel } = await import('exceljs');
    const content = new PassThrough();
    const workbook = new excel.stream.xlsx.WorkbookWriter({
      stream: content,
      useStyles: this.styles,
      useSharedStrings: false,
    });
    const [uri, size] = await Promise.all([
      ctx.storage.put('rows.xlsx', content),
      this.write(ctx, workbook, sheets, content).catch((error: unknown) => {
        content.destroy(error as Error);
        throw error;
      }),
    ]);
    ctx.metrics.counter('records', size);
    return { outputs: { uri, size } };
  }

  private async write(
    ctx: RunContext,
    workbook: stream.xlsx.WorkbookWriter,
    sheets: readonly (readonly [string, string])[],
    content: PassThrough,
  ): Promise<number> {
    let size = 0;
    for (const [title, uri] of sheets) {
      const sheet = workbook.addWorksheet(title);
      const writer = new ExcelRow(sheet, this, this.styles);
      let index = 0;
      for await (const batch of ionRows(ctx, uri)) {
        for (const row of batch) {
          if (index === 0 && this.header) {
            writer.write(columnsOf(row));
          }
          if (index === MOST_ROWS - 1) {
            throw new IllegalArgumentError(`A sheet has at most ${MOST_ROWS} rows: split the file`);
          }
          writer.write(cellsOf(row, index++));
        }
        // The library does not say when it falls behind; what it compresses meanwhile must get out.
        do {
          await setImmediate();
        } while (content.writableNeedDrain && !content.destroyed);
      }
      sheet.commit();
      size += index;
    }
    await workbook.commit();
    return size;
  }
}

/** Title and URI of every sheet. */
function sheetsOf(from: unknown, title: string): [string, string][] {
  const given = typeof from === 'string' && from.trim().startsWith('{') ? fromJson(from) : from;
  if (typeof given === 'string') {
    return [[title, given]];
  }
  if (!isPlainMap(given) || Object.keys(given).length === 0) {
    throw new IllegalArgumentError('from: must be a URI or a map from titles of sheets to URIs');
  }
  return Object.entries(given).map(([name, uri]) => [name, String(uri)]);
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
