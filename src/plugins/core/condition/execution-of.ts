import { IllegalStateError } from '../../../model/errors.js';
import type { Execution } from '../../../model/execution.js';
import type { ConditionContext } from '../../api/condition.js';

/** The execution that a condition is about; an error where there is none (triggers.md §7, column E). */
export function executionOf(ctx: ConditionContext, condition: object): Execution {
  if (ctx.execution === undefined) {
    throw new IllegalStateError(
      `${condition.constructor.name} needs an execution: use it in a Flow trigger`,
    );
  }
  return ctx.execution;
}

/** Expression conditions: blank and `false` are false, everything else (`0` too) is true. */
export function isAffirmative(rendered: string): boolean {
  const text = rendered.trim();
  return text !== '' && text !== 'false';
}
