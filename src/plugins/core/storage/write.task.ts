import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.storage.Write',
  title: 'Write a text into a file.',
  outputs: {
    uri: ['string', 'URI of the new file'],
  },
})
export class WriteTask implements RunnableTask {
  @Property('string', { description: 'The text.', required: true })
  content = '';

  @Property('string', { description: 'Of the file, with the dot.' })
  extension = '';

  async run(ctx: RunContext): Promise<TaskOutput> {
    return { outputs: { uri: await ctx.storage.put(`content${this.extension}`, this.content) } };
  }
}
