import { Readable } from 'node:stream';
import type { LogLevel } from '../../../model/task.js';
import { LOG_LEVELS } from '../../../model/task.js';
import { executionRef } from '../../api/execution-ref.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.log.Fetch',
  aliases: ['io.kestra.core.tasks.log.Fetch', 'io.kestra.plugin.kestra.logs.Fetch'],
  title: 'Store the log of an execution as a file.',
  outputs: {
    uri: ['string', 'URI of an Ion file with one log line a row'],
    size: ['integer', 'Number of lines'],
  },
})
export class LogFetchTask implements RunnableTask {
  @Property('string', { description: 'Namespace of the execution.' })
  namespace?: string;

  @Property('string', { description: 'Flow of the execution.' })
  flowId?: string;

  @Property('string', { description: 'The execution; default this one.' })
  executionId?: string;

  @Property('list', { description: 'Only lines of these tasks.' })
  tasksId?: string[];

  @Property('string', { description: 'Lowest level.', values: LOG_LEVELS })
  level: LogLevel = 'INFO';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const lines = ctx.logs.fetch({
      ...executionRef(ctx, this),
      minLevel: this.level,
      ...(this.tasksId === undefined ? {} : { taskIds: this.tasksId }),
    });
    let size = 0;
    async function* rows(): AsyncGenerator<string> {
      for await (const line of lines) {
        size++;
        yield `${ctx.formatRow(line)}\n`;
      }
    }
    const uri = await ctx.storage.put('logs.ion', Readable.from(rows(), { objectMode: false }));
    return { outputs: { uri, size } };
  }
}
