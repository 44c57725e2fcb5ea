import { pipeline } from 'node:stream/promises';
import { IllegalArgumentError } from '../../../model/errors.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { BadLines, ON_BAD_LINES } from '../bad-lines.js';
import { ION } from '../ion-rows.js';
import type { AvroSchema } from '../schema/avro-schema.js';
import { openSource } from '../source-file.js';
import { storeRows } from '../stored-rows.js';
import { AVRO_CODECS } from './avro-codecs.js';
import { avroTypeOf } from './avro-type.js';
import { AvroValues } from './avro-values.js';

const BATCH = 500;

@TaskType({
  type: 'io.kestra.plugin.serdes.avro.AvroToIon',
  aliases: ['io.kestra.plugin.serdes.avro.AvroReader'],
  title: 'Convert an Avro file into Ion.',
})
export class AvroToIonTask implements RunnableTask {
  @Property('string', { description: 'URI of the Avro file.', required: true })
  from = '';

  @Property('string', {
    description: 'What to do with a row that cannot be shown in Ion.',
    values: ON_BAD_LINES,
  })
  onBadLines = 'ERROR';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const rows = this.rows(ctx);
    return { outputs: await storeRows(ctx, { name: 'rows.ion', rows, format: ION }) };
  }

  private async *rows(ctx: RunContext): AsyncGenerator<unknown[]> {
    const { default: avro } = await import('avsc');
    const typeOf = await avroTypeOf();
    let read: ((value: unknown) => unknown) | undefined;
    const decoder = new avro.streams.BlockDecoder({
      codecs: AVRO_CODECS,
      parseHook: (schema) => {
        read = new AvroValues().of(schema as AvroSchema);
        return typeOf(schema as AvroSchema);
      },
    });
    const bad = new BadLines(ctx, this.onBadLines);
    const source = await openSource(ctx, this.from);
    // A failure also ends the loop below, which is where it is told.
    pipeline(source, decoder, { signal: ctx.signal }).catch(() => undefined);
    let batch: unknown[] = [];
    let number = 0;
    for await (const value of readable(decoder, () => number + 1)) {
      number++;
      try {
        batch.push(read?.(value));
      } catch (error) {
        bad.report(`Row ${number}: ${(error as Error).message}`, error);
      }
      if (batch.length === BATCH) {
        yield batch;
        batch = [];
      }
    }
    if (read === undefined) {
      throw new IllegalArgumentError('The file is not Avro: it is empty or has no header');
    }
    yield batch;
  }
}

async function* readable(
  values: AsyncIterable<unknown>,
  rowNumber: () => number,
): AsyncGenerator<unknown> {
  try {
    yield* values;
  } catch (error) {
    throw new IllegalArgumentError(
      `The file is not Avro, row ${rowNumber()}: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}
