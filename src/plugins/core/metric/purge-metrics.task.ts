import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.metric.PurgeMetrics',
  title: 'Delete old metrics.',
  outputs: { count: ['integer', 'Number of deleted metrics'] },
})
export class PurgeMetricsTask implements RunnableTask {
  @Property('string', { description: 'Namespace; a prefix when there is no flow id.' })
  namespace?: string;

  @Property('string', { description: 'The flow.' })
  flowId?: string;

  @Property('instant', { description: 'Only since.' })
  startDate?: string;

  @Property('instant', { description: 'Only before.', required: true })
  endDate = '';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const query = {
      endDate: this.endDate,
      ...(this.namespace === undefined ? {} : { namespace: this.namespace }),
      ...(this.flowId === undefined ? {} : { flowId: this.flowId }),
      ...(this.startDate === undefined ? {} : { startDate: this.startDate }),
    };
    return { outputs: { count: await ctx.logs.purgeMetrics(query, ctx.signal) } };
  }
}
