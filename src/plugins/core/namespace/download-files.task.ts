import { matchingFiles } from './matching-files.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.namespace.DownloadFiles',
  title: 'Copy files of a namespace into the storage of the execution.',
  outputs: {
    files: ['map', 'Copied files: path to URI'],
  },
})
export class NamespaceDownloadFilesTask implements RunnableTask {
  @Property('string', { description: 'The namespace.' })
  namespace = '{{ flow.namespace }}';

  @Property('any', { description: 'A glob, or a list of globs.', required: true })
  files?: unknown;

  @Property('string', { description: 'Put before the names.' })
  destination = '';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const namespaceFiles = ctx.namespaceFiles(this.namespace);
    const files: Record<string, string> = {};
    for (const path of await matchingFiles(namespaceFiles, this.files)) {
      files[path] = await ctx.storage.put(this.destination + path, await namespaceFiles.get(path));
    }
    ctx.metrics.counter('downloaded', Object.keys(files).length);
    return { outputs: { files } };
  }
}
