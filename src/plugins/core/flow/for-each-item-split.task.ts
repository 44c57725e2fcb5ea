import { Readable } from 'node:stream';
import { IllegalArgumentError } from '../../../model/errors.js';
import { splitFile } from '../../api/split-file.js';
import type { SplitRule } from '../../api/split-rule.js';
import { ItemBatch } from './item-batch.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

/** Made by the engine for a ForEachItem (engine.md §11). */
@TaskType({
  type: 'io.kestra.plugin.core.flow.ForEachItem$ForEachItemSplit',
  title: 'Cut the file of a ForEachItem into batches.',
  outputs: {
    splits: ['string', 'URI of a text file with the URI of one batch a line'],
  },
})
export class ForEachItemSplitTask implements RunnableTask {
  @Property('string', { description: 'URI of the file.', required: true })
  items = '';

  @Property('object', { description: 'How the file is cut.', of: ItemBatch })
  batch?: ItemBatch;

  async run(ctx: RunContext): Promise<TaskOutput> {
    if (!this.items.startsWith('kestra://')) {
      throw new IllegalArgumentError(
        `Unable to split the items from '${this.items}', this is not an internal storage URI!`,
      );
    }
    const uris = splitFile(ctx, this.items, withDefault(this.batch));
    const content = Readable.from(lines(uris), { objectMode: false });
    return { outputs: { splits: await ctx.storage.put('splits.txt', content) } };
  }
}

async function* lines(uris: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const uri of uris) {
    yield `${uri}\n`;
  }
}

/** One row a batch, unless something is said. */
function withDefault(batch: ItemBatch | undefined): SplitRule {
  const { bytes, partitions, rows, regexPattern } = batch ?? {};
  const isSaid = [bytes, partitions, rows, regexPattern].some((rule) => rule !== undefined);
  return isSaid ? { ...batch } : { ...batch, rows: 1 };
}
