import type { Execution } from '../../model/execution.js';
import { END_STATES } from '../../model/flow.js';
import type { Condition, Flow, TriggerDefinition } from '../../model/flow.js';
import type { StateType } from '../../model/state.js';
import { conditionsOf } from '../trigger-conditions.js';
import { type Precondition, preconditionsOf } from './preconditions.js';

export const FLOW_TRIGGER = 'io.kestra.plugin.core.trigger.Flow';

/** An enabled Flow trigger of an enabled flow. */
export interface Listener {
  readonly flow: Flow;
  readonly trigger: TriggerDefinition;
  readonly states: ReadonlySet<StateType>;
  readonly preconditions: readonly Precondition[];
  /** `namespace/flowId` of the only flows it can hear; absent: any. */
  readonly flowKeys?: readonly string[];
  /** Cheap and never wrong in saying no: what the conditions demand literally of namespace, flow and state. */
  mayHear(execution: Execution, state: StateType): boolean;
}

export function listenersOf(flow: Flow): Listener[] {
  if (flow.disabled || flow.deleted) {
    return [];
  }
  return flow.triggers
    .filter((trigger) => trigger.type === FLOW_TRIGGER && trigger.disabled !== true)
    .map((trigger) => listenerOf(flow, trigger));
}

function listenerOf(flow: Flow, trigger: TriggerDefinition): Listener {
  const declared = trigger['states'];
  const states = new Set((Array.isArray(declared) ? declared : END_STATES) as StateType[]);
  const conditions = conditionsOf(trigger);
  const demands = conditions.flatMap(demandOf);
  const preconditions = preconditionsOf(trigger);
  const flowKeys = flowKeysOf(conditions, preconditions);
  return {
    flow,
    trigger,
    states,
    preconditions,
    ...(flowKeys && { flowKeys }),
    mayHear: (execution, state) =>
      state !== 'CREATED' &&
      states.has(state) &&
      !(execution.flowId === flow.id && execution.namespace === flow.namespace) &&
      demands.every((demand) => demand(execution, state)),
  };
}

type Demand = (execution: Execution, state: StateType) => boolean;

const EXECUTION_FLOW = 'io.kestra.plugin.core.condition.ExecutionFlow';
const EXECUTION_STATUS = 'io.kestra.plugin.core.condition.ExecutionStatus';

/** Conditions whose properties are literal texts can be decided before anything is read. */
function demandOf({ type, namespace, flowId, in: wanted }: Condition): Demand[] {
  if (type === EXECUTION_FLOW && isLiteral(namespace) && isLiteral(flowId)) {
    return [(execution) => execution.namespace === namespace && execution.flowId === flowId];
  }
  if (type === EXECUTION_STATUS && Array.isArray(wanted) && wanted.every(isLiteral)) {
    return [(_execution, state) => wanted.includes(state)];
  }
  return [];
}

/** A condition names the flow, or some precondition names one with each of its requirements. */
function flowKeysOf(
  conditions: readonly Condition[],
  preconditions: readonly Precondition[],
): readonly string[] | undefined {
  const named = conditions.find(
    ({ type, namespace, flowId }) =>
      type === EXECUTION_FLOW && isLiteral(namespace) && isLiteral(flowId),
  );
  if (named !== undefined) {
    return [`${String(named['namespace'])}/${String(named['flowId'])}`];
  }
  return preconditions
    .map(({ requirements }) => requirements.map(({ flowKey }) => flowKey))
    .find((keys): keys is string[] => !keys.includes(undefined));
}

function isLiteral(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('{');
}
