import { NamespacePurge } from '../../api/namespace-purge.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { VersionPurge } from '../../api/version-purge.js';
import { wildcard } from '../../api/wildcard.js';

@TaskType({
  type: 'io.kestra.plugin.core.namespace.PurgeFiles',
  title: 'Delete old versions of the files of namespaces.',
  description:
    'The server keeps one version of a file, its newest. It goes only when the behavior keeps no version at all: neither `before`, which spares the newest version, nor a `keepAmount` above 0.',
  outputs: { size: ['integer', 'Number of deleted versions'] },
})
export class NamespacePurgeFilesTask extends NamespacePurge implements RunnableTask {
  @Property('string', {
    description: 'Wildcards (`*`, `?`) that the paths must match; `*` crosses folders.',
  })
  filePattern = '*';

  @Property('object', {
    description: 'Which versions go; default all but the newest.',
    of: VersionPurge,
  })
  behavior?: VersionPurge;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const namespaces = await this.namespacesOf(ctx);
    let size = 0;
    for (const namespace of this.sparesNewest() ? [] : namespaces) {
      size += await this.purge(ctx, namespace);
    }
    ctx.logger.info(`Deleted ${size} file versions`);
    return { outputs: { size } };
  }

  private sparesNewest(): boolean {
    if (this.behavior === undefined) {
      return true;
    }
    VersionPurge.check(this.behavior, 0);
    const { before, keepAmount = 0 } = this.behavior;
    return before !== undefined || keepAmount > 0;
  }

  private async purge(ctx: RunContext, namespace: string): Promise<number> {
    const files = ctx.namespaceFiles(namespace);
    const matches = wildcard(this.filePattern);
    let count = 0;
    const paths = (await files.list()).filter((path) => matches(path) || matches(path.slice(1)));
    for (const path of paths) {
      ctx.signal.throwIfAborted();
      count += (await files.delete(path)) ? 1 : 0;
    }
    return count;
  }
}
