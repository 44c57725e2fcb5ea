import type { Execution } from '../model/execution.js';
import type { Flow } from '../model/flow.js';
import { newState } from '../model/state.js';
import type { Task } from '../model/task.js';

/** The instant at which things begin in specs. */
export const T0 = '2026-11-22T10:00:00.000Z';

/** A flow with these properties and empty lists elsewhere. */
export function aFlow(properties: Partial<Flow> = {}): Flow {
  return {
    namespace: 'dev',
    id: 'a-flow',
    revision: 1,
    labels: [],
    inputs: [],
    outputs: [],
    tasks: [],
    errors: [],
    finally: [],
    afterExecution: [],
    listeners: [],
    triggers: [],
    pluginDefaults: [],
    sla: [],
    checks: [],
    disabled: false,
    deleted: false,
    ...properties,
  };
}

/** A task for a worker. */
export function aTask(id: string, properties: Partial<Task> = {}): Task {
  return { id, type: 'io.kestra.plugin.core.log.Log', ...properties };
}

/** A flowable task of `io.kestra.plugin.core.flow`. */
export function aFlowable(name: string, id: string, properties: Partial<Task> = {}): Task {
  return { id, type: `io.kestra.plugin.core.flow.${name}`, ...properties };
}

/** A CREATED execution of the flow, born at T0. */
export function anExecution(flow: Flow, properties: Partial<Execution> = {}): Execution {
  return {
    id: 'an-execution',
    namespace: flow.namespace,
    flowId: flow.id,
    flowRevision: flow.revision,
    labels: [],
    state: newState(T0),
    originalId: 'an-execution',
    metadata: { attemptNumber: 1, originalCreatedDate: T0 },
    deleted: false,
    ...properties,
  };
}
