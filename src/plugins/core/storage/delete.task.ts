import { NotFoundError } from '../../../model/errors.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.storage.Delete',
  aliases: ['io.kestra.core.tasks.storages.Delete'],
  title: 'Delete a file.',
  outputs: {
    uri: ['string', 'The given URI'],
    deleted: ['boolean', 'Whether there was a file'],
  },
})
export class StorageDeleteTask implements RunnableTask {
  @Property('string', { description: 'URI of the file.', required: true })
  uri = '';

  @Property('boolean', { description: 'A missing file is an error.' })
  errorOnMissing = false;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const deleted = await ctx.storage.delete(this.uri);
    if (!deleted && this.errorOnMissing) {
      throw new NotFoundError(`Unable to find file '${this.uri}'`);
    }
    return { outputs: { uri: this.uri, deleted } };
  }
}
