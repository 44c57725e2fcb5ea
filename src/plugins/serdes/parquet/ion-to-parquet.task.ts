import { Readable } from 'node:stream';
import { Min } from 'class-validator';
import type { CompressionCodec } from 'hyparquet';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import type { RowMap } from '../row-map.js';
import { SchemaProperties, type SchemaRows } from '../schema/schema-properties.js';
import { COMPRESSION_CODECS, COMPRESSORS } from './compression.js';
import { PARQUET_TARGET, parquetSchema } from './parquet-schema.js';
import { rowGroups } from './row-groups.js';

@TaskType({
  type: 'io.kestra.plugin.serdes.parquet.IonToParquet',
  aliases: ['io.kestra.plugin.serdes.parquet.ParquetWriter'],
  title: 'Convert an Ion file into Parquet.',
})
export class IonToParquetTask extends SchemaProperties implements RunnableTask {
  @Property('string', { description: 'How pages are compressed.', values: COMPRESSION_CODECS })
  compressionCodec: CompressionCodec = 'GZIP';

  @Property('string', {
    description: 'Version of the format; files of both kinds are read by all readers.',
    values: ['V1', 'V2'],
  })
  parquetVersion = 'V2';

  @Property('integer', { description: 'Bytes of values in memory per row group, about.' })
  @Min(1)
  rowGroupSize = 134_217_728;

  @Property('integer', { description: 'Bytes of a page before compression.' })
  @Min(1)
  pageSize = 1_048_576;

  @Property('integer', { description: 'Bytes of the dictionary of a column.' })
  @Min(1)
  dictionaryPageSize = 1_048_576;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const source = await this.schemaRows(ctx, PARQUET_TARGET);
    const counted = { size: 0 };
    const content = Readable.from(this.bytes(source, counted), { objectMode: false });
    const uri = await ctx.storage.put('rows.parquet', content);
    ctx.metrics.counter('records', counted.size);
    return { outputs: { uri, size: counted.size } };
  }

  /** Memory holds one row group. */
  private async *bytes(
    { schema, rows }: SchemaRows,
    counted: { size: number },
  ): AsyncGenerator<Buffer> {
    const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
    const writer = new ByteWriter();
    const taken = (): Buffer => {
      const bytes = Buffer.from(writer.getBuffer());
      writer.index = 0;
      return bytes;
    };
    const parquet = new ParquetWriter({
      writer,
      schema: parquetSchema(schema),
      codec: this.compressionCodec,
      compressors: COMPRESSORS,
    });
    for await (const group of rowGroups(
      rows as AsyncIterable<readonly RowMap[]>,
      this.rowGroupSize,
    )) {
      counted.size += group.length;
      await parquet.write({
        columnData: schema.fields.map(({ name }) => ({
          name,
          data: group.map((row) => row[name]),
        })),
        rowGroupSize: group.length,
        pageSize: this.pageSize,
        dictionarySize: this.dictionaryPageSize,
      });
      yield taken();
    }
    await parquet.finish();
    yield taken();
  }
}
