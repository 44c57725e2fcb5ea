import type { LogLevel } from '../../../model/task.js';
import { LOG_LEVELS } from '../../../model/task.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.log.PurgeLogs',
  title: 'Delete old log lines.',
  outputs: {
    count: ['integer', 'Number of deleted lines'],
  },
})
export class PurgeLogsTask implements RunnableTask {
  @Property('string', { description: 'Namespace; a prefix when there is no flow id.' })
  namespace?: string;

  @Property('string', { description: 'The flow.' })
  flowId?: string;

  @Property('instant', { description: 'Only since.' })
  startDate?: string;

  @Property('instant', { description: 'Only before.', required: true })
  endDate = '';

  @Property('string', { description: 'Only lines of this execution.' })
  executionId?: string;

  @Property('string', { description: 'Only lines of this trigger.' })
  triggerId?: string;

  @Property('list', { description: 'Only these levels.', values: LOG_LEVELS })
  logLevels?: LogLevel[];

  async run(ctx: RunContext): Promise<TaskOutput> {
    const query = {
      endDate: this.endDate,
      ...(this.namespace === undefined ? {} : { namespace: this.namespace }),
      ...(this.flowId === undefined ? {} : { flowId: this.flowId }),
      ...(this.executionId === undefined ? {} : { executionId: this.executionId }),
      ...(this.triggerId === undefined ? {} : { triggerId: this.triggerId }),
      ...(this.startDate === undefined ? {} : { startDate: this.startDate }),
      ...(this.logLevels === undefined ? {} : { levels: this.logLevels }),
    };
    const count = await ctx.logs.purge(query, ctx.signal);
    return { outputs: { count } };
  }
}
