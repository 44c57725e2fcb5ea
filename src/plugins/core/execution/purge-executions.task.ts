import type { StateType } from '../../../model/state.js';
import { STATE_TYPES } from '../../../model/state.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.execution.PurgeExecutions',
  aliases: ['io.kestra.core.tasks.storages.Purge', 'io.kestra.plugin.core.storage.Purge'],
  title: 'Delete old executions with all that belongs to them.',
  outputs: {
    executionsCount: ['integer', 'Deleted executions'],
    logsCount: ['integer', 'Deleted log lines'],
    metricsCount: ['integer', 'Deleted metrics'],
    storagesCount: ['integer', 'Deleted files'],
  },
})
export class PurgeExecutionsTask implements RunnableTask {
  @Property('string', { description: 'Namespace; a prefix when there is no flow id.' })
  namespace?: string;

  @Property('string', { description: 'The flow.' })
  flowId?: string;

  @Property('instant', { description: 'Only since.' })
  startDate?: string;

  @Property('instant', { description: 'Only before.', required: true })
  endDate = '';

  @Property('list', { description: 'Only executions in these states.', values: STATE_TYPES })
  states?: StateType[];

  @Property('boolean', { description: 'Delete the executions.' })
  purgeExecution = true;

  @Property('boolean', { description: 'Delete their logs.' })
  purgeLog = true;

  @Property('boolean', { description: 'Delete their metrics.' })
  purgeMetric = true;

  @Property('boolean', { description: 'Delete their files.' })
  purgeStorage = true;

  @Property('integer', {
    description: 'Accepted; the server chooses the size of its batches itself.',
  })
  batchSize?: number;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const query = {
      endDate: this.endDate,
      executions: this.purgeExecution,
      logs: this.purgeLog,
      metrics: this.purgeMetric,
      storage: this.purgeStorage,
      ...(this.namespace === undefined ? {} : { namespace: this.namespace }),
      ...(this.flowId === undefined ? {} : { flowId: this.flowId }),
      ...(this.startDate === undefined ? {} : { startDate: this.startDate }),
      ...(this.states === undefined ? {} : { states: this.states }),
    };
    const counts = await ctx.executions.purge(query, ctx.signal);
    return {
      outputs: {
        executionsCount: counts.executions,
        logsCount: counts.logs,
        metricsCount: counts.metrics,
        storagesCount: counts.files,
      },
    };
  }
}
