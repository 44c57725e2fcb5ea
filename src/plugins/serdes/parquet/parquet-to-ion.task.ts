import { IllegalArgumentError } from '../../../model/errors.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { ION } from '../ion-rows.js';
import { openSource } from '../source-file.js';
import { storeRows } from '../stored-rows.js';
import { ParquetColumns } from './parquet-columns.js';

const MOST_ROWS = 10_000;

@TaskType({
  type: 'io.kestra.plugin.serdes.parquet.ParquetToIon',
  aliases: ['io.kestra.plugin.serdes.parquet.ParquetReader'],
  title: 'Convert a Parquet file into Ion.',
})
export class ParquetToIonTask implements RunnableTask {
  @Property('string', { description: 'URI of the Parquet file.', required: true })
  from = '';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const rows = this.rows(ctx);
    return { outputs: await storeRows(ctx, { name: 'rows.ion', rows, format: ION }) };
  }

  /** Parquet is read from its end, so the file is copied into the working directory first. */
  private async *rows(ctx: RunContext): AsyncGenerator<unknown[]> {
    const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } =
      await import('hyparquet');
    const { compressors } = await import('hyparquet-compressors');
    const path = await ctx.workingDirectory.write(
      'source.parquet',
      await openSource(ctx, this.from),
    );
    const file = await asyncBufferFromFile(path);
    if (file.byteLength === 0) {
      throw new IllegalArgumentError('The Parquet file cannot be read: it is empty');
    }
    const stored = await readable('its end', () => parquetMetadataAsync(file));
    const columns = new ParquetColumns(stored.schema);
    const metadata = { ...stored, schema: columns.rawSchema };
    const total = Number(stored.num_rows);
    for (const [start, end] of ranges(stored.row_groups.map((group) => Number(group.num_rows)))) {
      ctx.signal.throwIfAborted();
      const rows = await readable(`row ${start + 1} to ${Math.min(end, total)}`, () =>
        parquetReadObjects({
          file,
          metadata,
          compressors,
          rowStart: start,
          rowEnd: Math.min(end, total),
          utf8: false,
          parsers: columns.parsers,
        }),
      );
      yield rows.map((row) => columns.row(row));
    }
  }
}

/** Row groups from their first row to the one behind their last, large ones in pieces. */
function* ranges(sizes: readonly number[]): Generator<[number, number]> {
  let start = 0;
  for (const size of sizes) {
    for (let at = 0; at < size; at += MOST_ROWS) {
      yield [start + at, start + Math.min(at + MOST_ROWS, size)];
    }
    start += size;
  }
}

async function readable<T>(where: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new IllegalArgumentError(
      `The Parquet file cannot be read, ${where}: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}
