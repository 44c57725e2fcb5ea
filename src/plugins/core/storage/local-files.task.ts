import { storeOutputFiles, writeInputFiles } from '../../api/task-files.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.storage.LocalFiles',
  aliases: ['io.kestra.core.tasks.storages.LocalFiles'],
  title: 'Write files into the working directory and keep others of it.',
  description: 'Use `inputFiles` and `outputFiles` of the tasks themselves.',
  deprecated: true,
  outputs: {
    uris: ['map', 'Kept files: path to URI'],
  },
})
export class LocalFilesTask implements RunnableTask {
  @Property('map', { description: 'Files to write: name to text or URI.', raw: true })
  inputs?: unknown;

  @Property('list', { description: 'Globs of files to keep.' })
  outputs: string[] = [];

  async run(ctx: RunContext): Promise<TaskOutput> {
    await writeInputFiles(ctx, this.inputs);
    return { outputs: { uris: await storeOutputFiles(ctx, this.outputs) } };
  }
}
