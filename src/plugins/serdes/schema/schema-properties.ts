import { Min } from 'class-validator';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import { BadLines, ON_BAD_LINES } from '../bad-lines.js';
import { ionRows } from '../ion-rows.js';
import { type AvroRecord, recordSchema } from './avro-schema.js';
import { type Convert, Conversion, type SchemaTarget } from './conversion.js';
import { inferSchema } from './infer-schema.js';

const MISSING_WORDS =
  '#N/A,#N/A N/A,#NA,-1.#IND,-1.#QNAN,-NaN,1.#IND,1.#QNAN,NA,n/a,nan,null'.split(',');

export interface SchemaRows {
  readonly schema: AvroRecord;
  /** Rows in the types of the schema. */
  readonly rows: AsyncIterable<readonly unknown[]>;
}

/** What the tasks have in common that write a format with a schema. */
export abstract class SchemaProperties {
  @Property('string', { description: 'URI of the Ion file.', required: true })
  from = '';

  @Property('string', { description: 'Avro schema (JSON); default: inferred from the first rows.' })
  schema?: string;

  @Property('integer', { description: 'Rows to look at when the schema is inferred.' })
  @Min(1)
  numberOfRowsToScan = 100;

  @Property('boolean', {
    description: 'Infer the fields of all rows that are looked at, not only of the first.',
  })
  inferAllFields = false;

  @Property('list', { description: 'Texts that are true.' })
  trueValues = ['t', 'true', 'enabled', '1', 'on', 'yes'];

  @Property('list', { description: 'Texts that are false.' })
  falseValues = ['f', 'false', 'disabled', '0', 'off', 'no', ''];

  @Property('list', { description: 'Texts that are null.' })
  nullValues = ['', ...MISSING_WORDS];

  @Property('string', { description: 'java.time pattern of texts that are dates; default ISO.' })
  dateFormat?: string;

  @Property('string', { description: 'java.time pattern of texts that are times; default ISO.' })
  timeFormat?: string;

  @Property('string', {
    description: 'java.time pattern of texts that are dates with times; default ISO.',
  })
  datetimeFormat?: string;

  @Property('string', { description: 'The point of decimals in texts.' })
  decimalSeparator = '.';

  @Property('boolean', { description: 'Refuse rows with fields that the schema does not have.' })
  strictSchema = false;

  @Property('string', { description: 'Time zone of dates with times that name none.' })
  timeZoneId = 'Etc/UTC';

  @Property('string', {
    description: 'What to do with a row that does not fit the schema.',
    values: ON_BAD_LINES,
  })
  onBadLines = 'ERROR';

  /** Reads the source once: rows looked at for the schema are not read again. */
  protected async schemaRows(ctx: RunContext, target: SchemaTarget): Promise<SchemaRows> {
    const source = ionRows(ctx, this.from)[Symbol.asyncIterator]();
    const head: unknown[] = [];
    if (this.schema === undefined) {
      for (let next = await source.next(); next.done !== true; next = await source.next()) {
        head.push(...next.value);
        if (head.length >= this.numberOfRowsToScan) {
          break;
        }
      }
    }
    const schema =
      this.schema === undefined
        ? inferSchema(head.slice(0, this.numberOfRowsToScan), this.inferAllFields)
        : recordSchema(this.schema);
    const convert = new Conversion(target, this.formats(), this.strictSchema).ofRows(schema);
    return { schema, rows: this.converted(ctx, convert, head, source) };
  }

  private async *converted(
    ctx: RunContext,
    convert: Convert,
    head: readonly unknown[],
    source: AsyncGenerator<unknown[]>,
  ): AsyncGenerator<unknown[]> {
    const bad = new BadLines(ctx, this.onBadLines);
    let number = 0;
    const converted = (rows: readonly unknown[]): unknown[] =>
      rows.flatMap((row) => {
        number++;
        try {
          return [convert(row)];
        } catch (error) {
          bad.report(`Row ${number}: ${(error as Error).message}`, error);
          return [];
        }
      });
    yield converted(head);
    for await (const rows of source) {
      yield converted(rows);
    }
  }

  private formats(): ConstructorParameters<typeof Conversion>[1] {
    return {
      trueValues: this.trueValues,
      falseValues: this.falseValues,
      nullValues: this.nullValues,
      dateFormat: this.dateFormat,
      timeFormat: this.timeFormat,
      datetimeFormat: this.datetimeFormat,
      decimalSeparator: this.decimalSeparator,
      timeZoneId: this.timeZoneId,
    };
  }
}
