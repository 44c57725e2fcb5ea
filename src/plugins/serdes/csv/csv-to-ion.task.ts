import { Min } from 'class-validator';
import { IllegalArgumentError } from '../../../model/errors.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { BadLines, ON_BAD_LINES } from '../bad-lines.js';
import { ION } from '../ion-rows.js';
import { sourceText } from '../source-file.js';
import { storeRows } from '../stored-rows.js';
import { CsvParser, type CsvRecord } from './csv-parser.js';
import { TableHeader } from '../table-header.js';
import { character } from './csv-character.js';

const NULL = '\\N';

@TaskType({
  type: 'io.kestra.plugin.serdes.csv.CsvToIon',
  aliases: ['io.kestra.plugin.serdes.csv.CsvReader'],
  title: 'Convert a CSV file into Ion.',
  description:
    'With a header every row is a map of texts, without one a list of texts. `\\N` is null.',
})
export class CsvToIonTask implements RunnableTask {
  @Property('string', { description: 'URI of the CSV file.', required: true })
  from = '';

  @Property('boolean', { description: 'Whether the first line names the columns.' })
  header = true;

  @Property('string', { description: 'The character between two fields.' })
  fieldSeparator = ',';

  @Property('string', { description: 'The character around a field that needs one.' })
  textDelimiter = '"';

  @Property('boolean', { description: 'Leave out rows without any character.' })
  skipEmptyRows = false;

  @Property('integer', { description: 'Number of rows to leave out, the header not counted.' })
  skipRows = 0;

  @Property('string', { description: 'Charset of the file.' })
  charset = 'UTF-8';

  @Property('string', {
    description: 'What to do with a row that is broken or has more fields than the header.',
    values: ON_BAD_LINES,
  })
  onBadLines = 'ERROR';

  @Property('boolean', {
    description: 'Whether a row with fewer fields than the header is a bad one, too.',
    deprecated: true,
  })
  errorOnDifferentFieldCount = false;

  @Property('integer', { description: 'Characters that a row may have.' })
  @Min(1)
  maxBufferSize = 16_777_216;

  @Property('integer', { description: 'Characters that a field may have.' })
  @Min(1)
  maxFieldSize = 16_777_216;

  @Property('boolean', {
    description: 'Take text behind the closing delimiter as part of the field.',
  })
  allowExtraCharsAfterClosingQuote = false;

  @Property('string', {
    description: 'Columns without a name: left out, or named `col_0`, `col_1` … by their position.',
    values: ['DROP', 'RENAME'],
  })
  onEmptyHeader = 'DROP';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const rows = this.rows(ctx);
    return { outputs: await storeRows(ctx, { name: 'rows.ion', rows, format: ION }) };
  }

  private async *rows(ctx: RunContext): AsyncGenerator<unknown[]> {
    const bad = new BadLines(ctx, this.onBadLines);
    let header: TableHeader | undefined;
    let width = 0;
    let toSkip = this.skipRows;
    for await (const records of this.records(ctx)) {
      const rows: unknown[] = [];
      for (const record of records) {
        if (this.skipEmptyRows && record.fields.length === 1 && record.fields[0] === '') {
          continue;
        }
        if (this.header && header === undefined) {
          header = this.headerOf(record);
          width = record.fields.length;
          continue;
        }
        if (toSkip > 0) {
          toSkip--;
          continue;
        }
        width ||= record.fields.length;
        const problem = this.problemOf(record, width);
        if (problem === undefined) {
          const values = record.fields.map((field) => (field === NULL ? null : field));
          rows.push(header?.row(values) ?? values);
        } else {
          bad.report(`Line ${record.line} of the CSV file: ${problem}`);
        }
      }
      yield rows;
    }
  }

  private async *records(ctx: RunContext): AsyncGenerator<CsvRecord[]> {
    const parser = new CsvParser({
      separator: character('fieldSeparator', this.fieldSeparator),
      quote: character('textDelimiter', this.textDelimiter),
      extraAfterQuote: this.allowExtraCharsAfterClosingQuote,
      maxRecord: Math.max(this.maxBufferSize, this.maxFieldSize),
    });
    for await (const text of sourceText(ctx, this.from, this.charset)) {
      yield parser.push(text);
    }
    yield parser.end();
  }

  private headerOf({ fields, line, problem }: CsvRecord): TableHeader {
    if (problem !== undefined) {
      throw new IllegalArgumentError(`The header in line ${line} of the CSV file: ${problem}`);
    }
    return new TableHeader(fields, this.onEmptyHeader === 'RENAME');
  }

  private problemOf({ fields, problem }: CsvRecord, width: number): string | undefined {
    if (problem !== undefined) {
      return problem;
    }
    if (fields.length > width || (this.errorOnDifferentFieldCount && fields.length < width)) {
      return `${fields.length} fields instead of ${width}`;
    }
    const tooLong = fields.findIndex((field) => field.length > this.maxFieldSize);
    return tooLong === -1
      ? undefined
      : `field ${tooLong + 1} is longer than ${this.maxFieldSize} characters (maxFieldSize)`;
  }
}
