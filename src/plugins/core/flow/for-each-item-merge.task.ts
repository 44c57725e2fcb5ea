import { basename } from 'node:path/posix';
import { Readable } from 'node:stream';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

/** Made by the engine for a ForEachItem (engine.md §11). */
@TaskType({
  type: 'io.kestra.plugin.core.flow.ForEachItem$ForEachItemMergeOutputs',
  title: 'Join the outputs of the executions of a ForEachItem.',
  outputs: {
    subflowOutputs: ['string', 'URI of an Ion file with the outputs of one execution a row'],
  },
})
export class ForEachItemMergeTask implements RunnableTask {
  @Property('string', {
    description:
      'Its last part is the task run whose executions are meant; absent when there are none.',
  })
  subflowOutputsBaseUri?: string;

  async run(ctx: RunContext): Promise<TaskOutput> {
    if (this.subflowOutputsBaseUri === undefined) {
      return {};
    }
    const itemsTaskRunId = basename(this.subflowOutputsBaseUri);
    const rows = ctx.executions.subflowOutputs(ctx.executionId, itemsTaskRunId);
    const content = Readable.from(lines(ctx, rows), { objectMode: false });
    return { outputs: { subflowOutputs: await ctx.storage.put('outputs.ion', content) } };
  }
}

async function* lines(
  ctx: RunContext,
  rows: AsyncIterable<Readonly<Record<string, unknown>>>,
): AsyncGenerator<string> {
  for await (const row of rows) {
    yield `${ctx.formatRow(row)}\n`;
  }
}
