import type { LogLevel } from '../../../model/task.js';
import { LOG_LEVELS } from '../../../model/task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask } from '../../api/runnable-task.js';

@TaskType({
  type: 'io.kestra.plugin.core.debug.Echo',
  aliases: ['io.kestra.core.tasks.debugs.Echo'],
  title: 'Write a line to the log of the execution.',
  description: 'Use `io.kestra.plugin.core.log.Log` instead.',
  deprecated: true,
})
export class EchoTask implements RunnableTask {
  @Property('string', { description: 'The line.', required: true })
  format = '';

  @Property('string', { description: 'Level of the line.', values: LOG_LEVELS })
  level: LogLevel = 'INFO';

  run(ctx: RunContext): void {
    ctx.logger.log(this.level, this.format);
  }
}
