import { NotFoundError } from '../../../model/errors.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({ type: 'io.kestra.plugin.core.kv.Get', title: 'Get the value of a key.' })
export class KvGetTask implements RunnableTask {
  @Property('string', { description: 'The key.', required: true })
  key = '';

  @Property('string', { description: 'The namespace.' })
  namespace = '{{ flow.namespace }}';

  @Property('boolean', { description: 'A missing key is an error.' })
  errorOnMissing = false;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const entry = await ctx.kv(this.namespace).get(this.key);
    if (entry === undefined && this.errorOnMissing) {
      throw new NotFoundError(
        `No value found for the key '${this.key}' in the namespace '${this.namespace}'`,
      );
    }
    return { outputs: { value: entry?.value } };
  }
}
