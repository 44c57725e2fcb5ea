import { NamespacePurge } from '../../api/namespace-purge.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { VersionPurge } from '../../api/version-purge.js';
import { wildcard } from '../../api/wildcard.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.PurgeFlows',
  title: 'Delete old revisions of flows.',
  description:
    'The latest revision of a flow stays in any case, and so do revisions by which executions still run.',
  outputs: { size: ['integer', 'Number of deleted revisions'] },
})
export class PurgeFlowsTask extends NamespacePurge implements RunnableTask {
  @Property('string', { description: 'Wildcards (`*`, `?`) that the ids of the flows must match.' })
  flowPattern = '*';

  @Property('object', {
    description: 'Which revisions go; default all but the latest.',
    of: VersionPurge,
  })
  behavior?: VersionPurge;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const { before, keepAmount } = this.checkedBehavior();
    const purge = {
      matches: wildcard(this.flowPattern),
      keep: keepAmount ?? 1,
      ...(before === undefined ? {} : { before }),
    };
    let size = 0;
    for (const namespace of await this.namespacesOf(ctx)) {
      size += await ctx.flows.purgeRevisions(namespace, purge, ctx.signal);
    }
    ctx.logger.info(`Deleted ${size} flow revisions`);
    return { outputs: { size } };
  }

  private checkedBehavior(): Partial<VersionPurge> {
    if (this.behavior === undefined) {
      return {};
    }
    VersionPurge.check(this.behavior, 1);
    return this.behavior;
  }
}
