import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { namespaceKv } from './namespace-kv.js';

@TaskType({
  type: 'io.kestra.plugin.core.kv.GetKeys',
  title: 'List the keys of a namespace.',
  outputs: {
    keys: ['list', 'The keys'],
  },
})
export class KvGetKeysTask implements RunnableTask {
  @Property('string', { description: 'Only keys that begin so.' })
  prefix?: string;

  @Property('string', { description: 'The namespace.' })
  namespace = '{{ flow.namespace }}';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const kv = await namespaceKv(ctx, this.namespace);
    return { outputs: { keys: await kv.keys(this.prefix) } };
  }
}
