import type { Execution } from '../../model/execution.js';
import { isTerminated, type StateType } from '../../model/state.js';
import type { TurnWrites } from '../store/turn-writer.js';
import type { ExecutorPorts } from './executor-ports.js';

/** Triggers that keep no state, hence hold no lock. */
const STATELESS = new Set([
  'io.kestra.plugin.core.trigger.Webhook',
  'io.kestra.plugin.core.trigger.Flow',
]);

/**
 * Tells the triggers of a state in the commit that stores it: Flow triggers by an announcement when one may listen, the
 * trigger that made the execution by giving up its lock. In one statement with the state, a lock can neither outlive its
 * execution nor end before it.
 */
export function announce(
  execution: Execution,
  state: StateType,
  writes: TurnWrites,
  ports: ExecutorPorts,
): void {
  if (ports.isAnnounced(execution, state)) {
    const position = execution.state.histories.findLastIndex((entry) => entry.state === state);
    writes.announcements.push({ execution_id: execution.id, state, position });
  }
  if (isTerminated(state) && mayLock(execution)) {
    writes.releasedTriggers.push({
      namespace: execution.namespace,
      flow_id: execution.flowId,
      trigger_id: execution.trigger?.id ?? '',
      execution_id: execution.id,
      state,
    });
  }
}

/** Neither a replay, which no trigger made, nor a subflow, whose `trigger` is the task of its parent. */
function mayLock({ id, originalId, trigger, waitingParent }: Execution): boolean {
  return (
    trigger !== undefined &&
    waitingParent === undefined &&
    id === originalId &&
    !STATELESS.has(trigger.type) &&
    trigger.variables?.['executionId'] === undefined
  );
}
