import { isTruthy } from '../expressions/index.js';
import type { Check, Flow } from '../model/flow.js';
import type { FlowExpressions } from './flow-expressions.js';

const STRONGEST_FIRST = ['BLOCK_EXECUTION', 'FAIL_EXECUTION', 'CREATE_EXECUTION'] as const;
export type CheckBehavior = (typeof STRONGEST_FIRST)[number];

export interface FailedCheck {
  readonly message: string;
  readonly style: NonNullable<Check['style']>;
  readonly behavior: CheckBehavior;
}

/** The checks of a flow that do not hold for these inputs (engine.md §15.3), in the order of the flow. */
export async function failedChecks(
  flow: Flow,
  inputs: Readonly<Record<string, unknown>>,
  expressions: FlowExpressions,
): Promise<FailedCheck[]> {
  const failed: FailedCheck[] = [];
  for (const { condition, message, style = 'INFO', behavior = 'BLOCK_EXECUTION' } of flow.checks) {
    if (!isTruthy(await expressions.renderTyped(condition, flow, { inputs }))) {
      failed.push({ message, style, behavior });
    }
  }
  return failed;
}

export function strongestBehavior(failed: readonly FailedCheck[]): CheckBehavior | undefined {
  return STRONGEST_FIRST.find((behavior) => failed.some((check) => check.behavior === behavior));
}
