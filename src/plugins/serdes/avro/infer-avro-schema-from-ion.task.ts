import { Min } from 'class-validator';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { ionRows } from '../ion-rows.js';
import { inferSchema } from '../schema/infer-schema.js';

@TaskType({
  type: 'io.kestra.plugin.serdes.avro.InferAvroSchemaFromIon',
  title: 'Find an Avro schema that fits the rows of an Ion file.',
})
export class InferAvroSchemaFromIonTask implements RunnableTask {
  @Property('string', { description: 'URI of the Ion file.', required: true })
  from = '';

  @Property('integer', { description: 'Rows to look at.' })
  @Min(1)
  numberOfRowsToScan = 100;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const rows: unknown[] = [];
    for await (const batch of ionRows(ctx, this.from)) {
      rows.push(...batch);
      if (rows.length >= this.numberOfRowsToScan) {
        break;
      }
    }
    const seen = rows.slice(0, this.numberOfRowsToScan);
    ctx.metrics.counter('records', seen.length);
    const schema = JSON.stringify(inferSchema(seen, true), undefined, 2);
    return { outputs: { uri: await ctx.storage.put('schema.avsc', `${schema}\n`) } };
  }
}
