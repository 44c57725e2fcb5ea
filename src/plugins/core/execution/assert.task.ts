import { IllegalArgumentError, IllegalStateError } from '../../../model/errors.js';
import { parseJson } from '../../../model/json.js';
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
  conditions?: unknown;

  @Property('string', { description: 'Added to the message of the failure.' })
  errorMessage?: string;

  async run(ctx: RunContext): Promise<void> {
    const conditions = await this.listed(ctx);
    let failed = 0;
    for (const condition of conditions) {
      if (!(await holds(ctx, String(condition)))) {
        failed++;
        ctx.logger.error(`Assertion failed: ${condition}`);
      }
    }
    ctx.metrics.counter('success', conditions.length - failed);
    ctx.metrics.counter('failed', failed);
    if (failed > 0) {
      throw new IllegalStateError(
        [`${failed} assertion(s) failed!`, this.errorMessage ?? ''].join(' ').trim(),
      );
    }
  }

  /** The conditions are rendered one by one; an expression for all of them gives their results. */
  private async listed(ctx: RunContext): Promise<readonly unknown[]> {
    const conditions: unknown =
      typeof this.conditions === 'string'
        ? parseJson(await ctx.render(this.conditions))
        : this.conditions;
    if (!Array.isArray(conditions)) {
      throw new IllegalArgumentError(
        'conditions: must be a list, or an expression giving one as JSON',
      );
    }
    return conditions as readonly unknown[];
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
