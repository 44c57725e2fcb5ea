import { pathMatcher } from '../../api/path-matcher.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { namespaceKv } from './namespace-kv.js';
import { PurgeBehavior } from './purge-behavior.js';

@TaskType({
  type: 'io.kestra.plugin.core.kv.PurgeKV',
  title: 'Delete expired keys of namespaces, or all that match.',
  outputs: { size: ['integer', 'Number of deleted keys'] },
})
export class PurgeKvTask implements RunnableTask {
  @Property('list', { description: 'The namespaces; default that of the flow.' })
  namespaces?: string[];

  @Property('string', { description: 'A glob that the keys must match.' })
  keyPattern = '*';

  @Property('boolean', { description: 'Leave keys alone that have not expired.' })
  expiredOnly = true;

  @Property('object', { description: 'The same as `expiredOnly`, in a map.', of: PurgeBehavior })
  behavior?: PurgeBehavior;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const matches = pathMatcher([`glob:${this.keyPattern}`]);
    const expiredOnly = this.behavior?.expiredOnly ?? this.expiredOnly;
    let size = 0;
    for (const namespace of this.namespaces ?? [ctx.flow.namespace]) {
      size += await (await namespaceKv(ctx, namespace)).purge({ expiredOnly, matches });
    }
    return { outputs: { size } };
  }
}
