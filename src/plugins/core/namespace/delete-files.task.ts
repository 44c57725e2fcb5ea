import { matchingFiles } from './matching-files.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.namespace.DeleteFiles',
  title: 'Delete files of a namespace.',
  outputs: {
    files: ['list', 'Paths of the deleted files'],
  },
})
export class NamespaceDeleteFilesTask implements RunnableTask {
  @Property('string', { description: 'The namespace.' })
  namespace = '{{ flow.namespace }}';

  @Property('any', { description: 'A glob, or a list of globs.', required: true })
  files?: unknown;

  @Property('boolean', { description: 'Accepted; folders left empty vanish in any case.' })
  deleteParentFolder = false;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const namespaceFiles = ctx.namespaceFiles(this.namespace);
    const files = await matchingFiles(namespaceFiles, this.files);
    for (const path of files) {
      await namespaceFiles.delete(path);
    }
    ctx.metrics.counter('deleted', files.length);
    return { outputs: { files } };
  }
}
