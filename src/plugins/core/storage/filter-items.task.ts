import { Readable } from 'node:stream';
import { IllegalArgumentError } from '../../../model/errors.js';
import { stringifyJson } from '../../../model/json.js';
import type { Row, RunContext } from '../../api/run-context.js';
import { isTruthy } from '../../api/truth.js';
import { fieldsOf } from './item-fields.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.storage.FilterItems',
  aliases: ['io.kestra.core.tasks.storages.FilterItems'],
  title: 'Keep the items that meet a condition.',
  outputs: {
    uri: ['string', 'URI of the new file'],
    processedItemsTotal: ['integer', 'Number of read items'],
    droppedItemsTotal: ['integer', 'Number of items left out'],
  },
})
export class FilterItemsTask implements RunnableTask {
  @Property('string', { description: 'URI of the file.', required: true })
  from = '';

  @Property('string', { description: 'Sees the fields of an item.', required: true, raw: true })
  filterCondition = '';

  @Property('string', {
    description: 'Keep the items for which it is true, or the others.',
    values: ['INCLUDE', 'EXCLUDE'],
  })
  filterType = 'INCLUDE';

  @Property('string', {
    description: 'What to do with an item for which it cannot be told.',
    values: ['FAIL', 'INCLUDE', 'EXCLUDE'],
  })
  errorOrNullBehavior = 'FAIL';

  async run(ctx: RunContext): Promise<TaskOutput> {
    let processed = 0;
    let dropped = 0;
    const keeps = (value: unknown): Promise<boolean> => this.keeps(ctx, value);
    async function* lines(rows: AsyncIterable<Row>): AsyncGenerator<Buffer> {
      for await (const { line, value } of rows) {
        processed++;
        if (await keeps(value)) {
          yield Buffer.from(`${line}\n`);
        } else {
          dropped++;
        }
      }
    }
    const content = Readable.from(lines(ctx.readRows(this.from)), { objectMode: false });
    const uri = await ctx.storage.put('filtered.ion', content);
    return { outputs: { uri, processedItemsTotal: processed, droppedItemsTotal: dropped } };
  }

  private async keeps(ctx: RunContext, item: unknown): Promise<boolean> {
    let result: unknown;
    let failure: Error | undefined;
    try {
      result = await ctx.renderTyped(this.filterCondition.trim(), fieldsOf(item));
    } catch (error) {
      failure = error as Error;
    }
    if (result === undefined || result === null) {
      if (this.errorOrNullBehavior === 'FAIL') {
        throw (
          failure ??
          new IllegalArgumentError(`filterCondition gives null for ${stringifyJson(item)}`)
        );
      }
      return this.errorOrNullBehavior === 'INCLUDE';
    }
    return isTruthy(String(result).trim()) === (this.filterType === 'INCLUDE');
  }
}
