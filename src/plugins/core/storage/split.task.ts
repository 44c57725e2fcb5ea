import { splitFile } from '../../api/split-file.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.storage.Split',
  aliases: ['io.kestra.core.tasks.storages.Split'],
  title: 'Cut a file into pieces of whole lines.',
  outputs: {
    uris: ['list', 'URIs of the pieces'],
  },
})
export class SplitTask implements RunnableTask {
  @Property('string', { description: 'URI of the file.', required: true })
  from = '';

  @Property('string', { description: 'Least size of a piece, such as `10MB`.' })
  bytes?: string;

  @Property('integer', { description: 'Number of pieces.' })
  partitions?: number;

  @Property('integer', { description: 'Lines of a piece.' })
  rows?: number;

  @Property('string', { description: 'Written after each line.' })
  separator = '\n';

  @Property('string', { description: 'Lines with an equal first capture group go together.' })
  regexPattern?: string;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const uris: string[] = [];
    for await (const uri of splitFile(ctx, this.from, this)) {
      uris.push(uri);
    }
    return { outputs: { uris } };
  }
}
