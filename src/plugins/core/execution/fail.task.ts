import { IllegalStateError } from '../../../model/errors.js';
import { isTruthy } from '../../api/truth.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask } from '../../api/runnable-task.js';

@TaskType({
  type: 'io.kestra.plugin.core.execution.Fail',
  aliases: ['io.kestra.core.tasks.executions.Fail'],
  title: 'Fail, always or on a condition.',
})
export class FailTask implements RunnableTask {
  @Property('any', { description: 'Fails only if this is true; absent: always.' })
  condition?: unknown;

  @Property('string', { description: 'Why it failed.', raw: true })
  errorMessage = 'Task failure';

  async run(ctx: RunContext): Promise<void> {
    if (this.condition === undefined) {
      throw new IllegalStateError(await ctx.render(this.errorMessage));
    }
    if (isTruthy(this.condition)) {
      ctx.logger.error(await ctx.render(this.errorMessage));
      throw new IllegalStateError('Fail on a condition');
    }
  }
}
