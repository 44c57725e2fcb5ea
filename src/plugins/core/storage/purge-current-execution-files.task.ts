import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';

@TaskType({
  type: 'io.kestra.plugin.core.storage.PurgeCurrentExecutionFiles',
  aliases: [
    'io.kestra.core.tasks.storages.PurgeExecution',
    'io.kestra.plugin.core.storage.PurgeExecution',
  ],
  title: 'Delete all files of this execution.',
  outputs: {
    uris: ['list', 'URIs of the deleted files'],
  },
})
export class PurgeCurrentExecutionFilesTask implements RunnableTask {
  async run(ctx: RunContext): Promise<TaskOutput> {
    return { outputs: { uris: await ctx.storage.deleteExecutionFiles() } };
  }
}
