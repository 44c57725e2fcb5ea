import { IllegalArgumentError } from '../../model/errors.js';
import type { ExecutionRef, RunContext } from './run-context.js';

/**
 * Which execution a task means: none given, its own; an id alone, one of its own flow; with namespace and flow, one of
 * that flow. Everything else is an error.
 */
export function executionRef(
  ctx: Pick<RunContext, 'flow' | 'executionId'>,
  given: { readonly namespace?: string; readonly flowId?: string; readonly executionId?: string },
): ExecutionRef {
  const { namespace, flowId, executionId } = given;
  if (executionId === undefined && (namespace !== undefined || flowId !== undefined)) {
    throw new IllegalArgumentError(
      '`namespace` and `flowId` are for another execution: give its `executionId` too',
    );
  }
  if ((namespace === undefined) !== (flowId === undefined)) {
    throw new IllegalArgumentError('Give both `namespace` and `flowId`, or none of them');
  }
  return {
    namespace: namespace ?? ctx.flow.namespace,
    flowId: flowId ?? ctx.flow.id,
    executionId: executionId ?? ctx.executionId,
  };
}
