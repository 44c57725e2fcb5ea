import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { ionRows } from '../ion-rows.js';
import { cellsOf, columnsOf } from '../row-map.js';
import { type RowFormat, storeRows } from '../stored-rows.js';
import { TemporalProperties } from '../temporal-properties.js';
import { character } from './csv-character.js';
import { CsvLine, QUOTE_MODES } from './csv-line.js';

@TaskType({
  type: 'io.kestra.plugin.serdes.csv.IonToCsv',
  aliases: ['io.kestra.plugin.serdes.csv.CsvWriter'],
  title: 'Convert an Ion file into CSV.',
})
export class IonToCsvTask extends TemporalProperties implements RunnableTask {
  @Property('string', { description: 'URI of the Ion file.', required: true })
  from = '';

  @Property('boolean', { description: 'Write the keys of the first row as the first line.' })
  header = true;

  @Property('string', { description: 'The character between two fields.' })
  fieldSeparator = ',';

  @Property('string', { description: 'The character around a field that needs one.' })
  textDelimiter = '"';

  @Property('string', { description: 'What ends a line.' })
  lineDelimiter = '\n';

  @Property('boolean', { description: 'Delimit every field.', deprecated: true })
  alwaysDelimitText = false;

  @Property('string', { description: 'Which fields are delimited.', values: QUOTE_MODES })
  quoteMode = 'REQUIRED';

  @Property('string', { description: 'Charset of the CSV file.' })
  charset = 'UTF-8';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const file = { name: 'rows.csv', rows: ionRows(ctx, this.from), charset: this.charset };
    return { outputs: await storeRows(ctx, { ...file, format: this.format() }) };
  }

  private format(): RowFormat<unknown> {
    const line = new CsvLine({
      separator: character('fieldSeparator', this.fieldSeparator),
      quote: character('textDelimiter', this.textDelimiter),
      end: this.lineDelimiter.replaceAll('\\r', '\r').replaceAll('\\n', '\n'),
      quoteMode: this.alwaysDelimitText ? 'ALWAYS' : this.quoteMode,
      formats: this,
    });
    return {
      row: (row, index) => {
        const head = this.header && index === 0 ? line.of(columnsOf(row)) : '';
        return head + line.of(cellsOf(row, index));
      },
    };
  }
}
