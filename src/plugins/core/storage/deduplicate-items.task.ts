import { Readable } from 'node:stream';
import { fieldsOf } from './item-fields.js';
import type { Row, RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.storage.DeduplicateItems',
  aliases: ['io.kestra.core.tasks.storages.DeduplicateItems'],
  title: 'Keep the last item of each key.',
  outputs: {
    uri: ['string', 'URI of the new file'],
    numKeys: ['integer', 'Number of different keys'],
    processedItemsTotal: ['integer', 'Number of read items'],
    droppedItemsTotal: ['integer', 'Number of items left out'],
  },
})
export class DeduplicateItemsTask implements RunnableTask {
  @Property('string', { description: 'URI of the file.', required: true })
  from = '';

  @Property('string', {
    description: 'Key of an item; sees its fields.',
    required: true,
    raw: true,
  })
  expr = '';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const lastIndexes = new Map<string, number>();
    let processed = 0;
    for await (const { value } of ctx.readRows(this.from)) {
      lastIndexes.set(await ctx.render(this.expr, fieldsOf(value)), processed++);
    }
    const kept = new Set(lastIndexes.values());
    const content = Readable.from(keptLines(ctx.readRows(this.from), kept), { objectMode: false });
    const uri = await ctx.storage.put('deduplicated.ion', content);
    return {
      outputs: {
        uri,
        numKeys: kept.size,
        processedItemsTotal: processed,
        droppedItemsTotal: processed - kept.size,
      },
    };
  }
}

async function* keptLines(
  rows: AsyncIterable<Row>,
  kept: ReadonlySet<number>,
): AsyncGenerator<Buffer> {
  let index = 0;
  for await (const { line } of rows) {
    if (kept.has(index++)) {
      yield Buffer.from(`${line}\n`);
    }
  }
}
