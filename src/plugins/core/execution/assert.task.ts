import { IllegalStateError } from '../../../model/errors.js';
import { isTruthy } from '../../api/truth.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.execution.Assert',
  title: 'Fail unless all conditions are true.',
})
export class AssertTask implements RunnableTask {
  @Property('list', { description: 'The conditions.', required: true, raw: true })
  conditions: string[] = [];

  @Property('string', { description: 'Added to the message of the failure.' })
  errorMessage?: string;

  async run(ctx: RunContext): Promise<void> {
    let failed = 0;
    for (const condition of this.conditions) {
      if (!(await holds(ctx, String(condition)))) {
        failed++;
        ctx.logger.error(`Assertion failed: ${condition}`);
      }
    }
    ctx.metrics.counter('success', this.conditions.length - failed);
    ctx.metrics.counter('failed', failed);
    if (failed > 0) {
      throw new IllegalStateError(
        [`${failed} assertion(s) failed!`, this.errorMessage ?? ''].join(' ').trim(),
      );
    }
  }
}

/** A condition that cannot be rendered does not hold. */
async function holds(ctx: RunContext, condition: string): Promise<boolean> {
  try {
    return isTruthy(await ctx.render(condition));
  } catch (error) {
    ctx.logger.error(`Assertion cannot be evaluated: ${(error as Error).message}`);
    return false;
  }
}
