import type { Execution } from '../../model/execution.js';
import type { Flow } from '../../model/flow.js';
import type { TaskRun } from '../../model/task-run.js';
import type { Renderer } from './bind-plugin.js';

/** What a condition may look at. */
export interface ConditionContext extends Renderer {
  /** The flow that has the trigger. */
  readonly flow: Flow;
  /** The execution that ended or changed, for Flow triggers and listeners. */
  readonly execution?: Execution;
  readonly taskRuns?: readonly TaskRun[];
}

/** Decides about values that are already rendered; throws when it cannot decide. */
export interface Condition {
  test(ctx: ConditionContext): Promise<boolean> | boolean;
}

export function isCondition(candidate: object): candidate is Condition {
  return 'test' in candidate && typeof candidate.test === 'function';
}
