import { NotFoundError } from '../../../model/errors.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { namespaceKv } from './namespace-kv.js';

@TaskType({
  type: 'io.kestra.plugin.core.kv.Delete',
  title: 'Delete a key.',
  outputs: {
    deleted: ['boolean', 'Whether there was such a key'],
  },
})
export class KvDeleteTask implements RunnableTask {
  @Property('string', { description: 'The key.', required: true })
  key = '';

  @Property('string', { description: 'The namespace.' })
  namespace = '{{ flow.namespace }}';

  @Property('boolean', { description: 'A missing key is an error.' })
  errorOnMissing = false;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const kv = await namespaceKv(ctx, this.namespace);
    const deleted = await kv.delete(this.key);
    if (!deleted && this.errorOnMissing) {
      throw new NotFoundError(
        `No value found for the key '${this.key}' in the namespace '${this.namespace}'`,
      );
    }
    return { outputs: { deleted } };
  }
}
