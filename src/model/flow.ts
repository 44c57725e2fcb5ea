import type { FlowOutput, Input } from './input.js';
import type { Label } from './label.js';
import type { Retry, Task, WorkerGroup } from './task.js';
import type { StateType } from './state.js';

/** A parsed flow document of one revision (engine.md §21): aliases resolved, lists present even when empty. */
export interface Flow {
  readonly namespace: string;
  readonly id: string;
  readonly revision: number;
  readonly description?: string;
  readonly labels: readonly Label[];
  readonly inputs: readonly Input[];
  readonly outputs: readonly FlowOutput[];
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly tasks: readonly Task[];
  readonly errors: readonly Task[];
  readonly finally: readonly Task[];
  readonly afterExecution: readonly Task[];
  readonly listeners: readonly Listener[];
  readonly triggers: readonly TriggerDefinition[];
  readonly pluginDefaults: readonly PluginDefault[];
  readonly concurrency?: Concurrency;
  readonly retry?: Retry;
  readonly sla: readonly Sla[];
  readonly checks: readonly Check[];
  readonly workerGroup?: WorkerGroup;
  readonly disabled: boolean;
  readonly deleted: boolean;
}

/** Identity of a flow; `revision` absent means the latest. */
export interface FlowId {
  readonly namespace: string;
  readonly flowId: string;
  readonly revision?: number;
}

export interface TriggerDefinition {
  readonly id: string;
  readonly type: string;
  readonly disabled?: boolean;
  readonly conditions?: readonly Condition[];
  readonly [property: string]: unknown;
}

export interface Condition {
  readonly type: string;
  readonly [property: string]: unknown;
}

export interface Listener {
  readonly conditions?: readonly Condition[];
  readonly tasks: readonly Task[];
}

export interface PluginDefault {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly forced?: boolean;
}

export interface Concurrency {
  readonly limit: number;
  readonly behavior: 'QUEUE' | 'CANCEL' | 'FAIL';
}

export interface Sla {
  readonly id: string;
  readonly type: 'MAX_DURATION' | 'EXECUTION_ASSERTION';
  readonly behavior: 'FAIL' | 'CANCEL' | 'NONE';
  readonly labels?: readonly Label[];
  readonly duration?: string;
  readonly assert?: string;
}

export interface Check {
  readonly condition: string;
  readonly message: string;
  readonly style?: 'ERROR' | 'SUCCESS' | 'WARNING' | 'INFO';
  readonly behavior?: 'BLOCK_EXECUTION' | 'FAIL_EXECUTION' | 'CREATE_EXECUTION';
}

/** States that end an execution, in the order a Flow trigger lists them by default. */
export const END_STATES: readonly StateType[] = [
  'SUCCESS',
  'WARNING',
  'FAILED',
  'KILLED',
  'CANCELLED',
  'RETRIED',
  'SKIPPED',
];
