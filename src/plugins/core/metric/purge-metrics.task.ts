import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.metric.PurgeMetrics',
  title: 'Delete the metrics of old executions.',
  outputs: { count: ['integer', 'Number of deleted metrics'] },
})
export class PurgeMetricsTask implements RunnableTask {
  @Property('string', { description: 'Namespace; a prefix when there is no flow id.' })
  namespace?: string;

  @Property('string', { description: 'The flow.' })
  flowId?: string;

  @Property('instant', { description: 'Only of executions that started since.' })
  startDate?: string;

  @Property('instant', { description: 'Only of executions that started before.', required: true })
  endDate = '';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const { metrics } = await ctx.executions.purge({
      endDate: this.endDate,
      executions: false,
      logs: false,
      metrics: true,
      storage: false,
      ...(this.namespace === undefined ? {} : { namespace: this.namespace }),
      ...(this.flowId === undefined ? {} : { flowId: this.flowId }),
      ...(this.startDate === undefined ? {} : { startDate: this.startDate }),
    });
    return { outputs: { count: metrics } };
  }
}
