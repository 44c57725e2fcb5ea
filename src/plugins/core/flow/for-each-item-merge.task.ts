import { Readable } from 'node:stream';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

/** Made by the engine for a ForEachItem (engine.md §11). */
@TaskType({
  type: 'io.kestra.plugin.core.flow.ForEachItem$ForEachItemMergeOutputs',
  title: 'Join the outputs of the executions of a ForEachItem.',
})
export class ForEachItemMergeTask implements RunnableTask {
  @Property('string', { description: 'Where they are, by number.' })
  subflowOutputsBaseUri?: string;

  @Property('integer', { description: 'How many there may be.' })
  numberOfBatches = 0;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const { subflowOutputsBaseUri: base, numberOfBatches } = this;
    if (base === undefined || numberOfBatches === 0) {
      return {};
    }
    async function* outputs(): AsyncGenerator<Uint8Array> {
      for (let iteration = 0; iteration < numberOfBatches; iteration++) {
        const uri = `${base}/${iteration}/outputs.ion`;
        if (await ctx.storage.exists(uri)) {
          yield* await ctx.storage.get(uri);
        }
      }
    }
    const content = Readable.from(outputs(), { objectMode: false });
    return { outputs: { subflowOutputs: await ctx.storage.put('outputs.ion', content) } };
  }
}
