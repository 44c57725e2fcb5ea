import { pipeline } from 'node:stream/promises';
import type { Type } from 'avsc';
import { TaskType } from '../../api/plugin-type.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { SchemaProperties } from '../schema/schema-properties.js';
import { AVRO_TARGET, avroTypeOf } from './avro-type.js';

@TaskType({
  type: 'io.kestra.plugin.serdes.avro.IonToAvro',
  aliases: ['io.kestra.plugin.serdes.avro.AvroWriter'],
  title: 'Convert an Ion file into Avro.',
})
export class IonToAvroTask extends SchemaProperties implements RunnableTask {
  async run(ctx: RunContext): Promise<TaskOutput> {
    const { default: avro } = await import('avsc');
    const { schema, rows } = await this.schemaRows(ctx, AVRO_TARGET);
    const plain = (await avroTypeOf())(schema);
    // The header is made of this, and the library's own copy of a schema has no logical types.
    const type = Object.create(plain, { getSchema: { value: () => schema } }) as Type;
    const encoder = new avro.streams.BlockEncoder(type, { writeHeader: 'always' });
    let size = 0;
    async function* each(): AsyncGenerator<unknown> {
      for await (const batch of rows) {
        size += batch.length;
        yield* batch;
      }
    }
    const [uri] = await Promise.all([
      ctx.storage.put('rows.avro', encoder),
      pipeline(each, encoder),
    ]);
    ctx.metrics.counter('records', size);
    return { outputs: { uri, size } };
  }
}
