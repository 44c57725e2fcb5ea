import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.storage.Size',
  aliases: ['io.kestra.core.tasks.storages.Size'],
  title: 'Get the size of a file.',
  outputs: {
    size: ['integer', 'Size in bytes'],
  },
})
export class SizeTask implements RunnableTask {
  @Property('string', { description: 'URI of the file.', required: true })
  uri = '';

  async run(ctx: RunContext): Promise<TaskOutput> {
    return { outputs: { size: await ctx.storage.size(this.uri) } };
  }
}
