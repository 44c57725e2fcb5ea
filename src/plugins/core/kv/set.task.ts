import type { KvType, RunContext } from '../../api/run-context.js';
import { KV_TYPES } from '../../api/run-context.js';
import { namespaceKv } from './namespace-kv.js';
import type { RunnableTask } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({ type: 'io.kestra.plugin.core.kv.Set', title: 'Set a key of the key-value store.' })
export class KvSetTask implements RunnableTask {
  @Property('string', { description: 'The key.', required: true })
  key = '';

  @Property('any', {
    description: 'The value; an expression alone keeps its type.',
    required: true,
    raw: true,
  })
  value?: unknown;

  @Property('string', { description: 'The namespace.' })
  namespace = '{{ flow.namespace }}';

  @Property('boolean', { description: 'Whether an existing key may change.' })
  overwrite = true;

  @Property('duration', { description: 'The pair vanishes after this time.' })
  ttl?: number;

  @Property('string', { description: 'What a text means.', values: KV_TYPES })
  kvType?: KvType;

  @Property('string', { description: 'Text for readers.' })
  kvDescription?: string;

  async run(ctx: RunContext): Promise<void> {
    const kv = await namespaceKv(ctx, this.namespace);
    const value =
      typeof this.value === 'string'
        ? await ctx.renderTyped(this.value)
        : await ctx.renderDeep(this.value);
    await kv.put(this.key, value, {
      overwrite: this.overwrite,
      ...(this.ttl === undefined ? {} : { ttl: this.ttl }),
      ...(this.kvDescription === undefined ? {} : { description: this.kvDescription }),
      ...(this.kvType === undefined ? {} : { type: this.kvType }),
    });
  }
}
