import { NamespacePurge } from '../../api/namespace-purge.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { wildcard } from '../../api/wildcard.js';
import { namespaceKv } from './namespace-kv.js';
import { PurgeBehavior } from './purge-behavior.js';

@TaskType({
  type: 'io.kestra.plugin.core.kv.PurgeKV',
  title: 'Delete expired keys of namespaces, or all that match.',
  outputs: { size: ['integer', 'Number of deleted keys'] },
})
export class PurgeKvTask extends NamespacePurge implements RunnableTask {
  @Property('string', { description: 'Wildcards (`*`, `?`) that the keys must match.' })
  keyPattern = '*';

  @Property('boolean', {
    description: 'Old form of `behavior`, and wins over it.',
    deprecated: true,
  })
  expiredOnly?: boolean;

  @Property('object', { description: 'Which keys go.', of: PurgeBehavior })
  behavior = new PurgeBehavior();

  async run(ctx: RunContext): Promise<TaskOutput> {
    const matches = wildcard(this.keyPattern);
    const expiredOnly = this.expiredOnly ?? this.behavior.expiredOnly;
    let size = 0;
    for (const namespace of await this.namespacesOf(ctx)) {
      size += await (await namespaceKv(ctx, namespace)).purge({ expiredOnly, matches });
    }
    return { outputs: { size } };
  }
}
