import type { LogLevel } from '../../../model/task.js';
import { LOG_LEVELS } from '../../../model/task.js';
import { IllegalArgumentError } from '../../../model/errors.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask } from '../../api/runnable-task.js';

@TaskType({
  type: 'io.kestra.plugin.core.log.Log',
  aliases: ['io.kestra.core.tasks.log.Log'],
  title: 'Write lines to the log of the execution.',
})
export class LogTask implements RunnableTask {
  @Property('any', {
    description: 'A text, or a list of texts: one line each.',
    required: true,
    raw: true,
  })
  message: unknown;

  @Property('string', { description: 'Level of the lines.', values: LOG_LEVELS })
  level: LogLevel = 'INFO';

  async run(ctx: RunContext): Promise<void> {
    const messages: readonly unknown[] = Array.isArray(this.message)
      ? this.message
      : [this.message];
    for (const message of messages) {
      if (typeof message === 'object') {
        throw new IllegalArgumentError(
          'Invalid message type: `message` must be a text or a list of texts',
        );
      }
      ctx.logger.log(this.level, await ctx.render(String(message)));
    }
  }
}
