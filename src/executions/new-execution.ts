import type { Execution, ExecutionTrigger, WaitingParent } from '../model/execution.js';
import type { Flow } from '../model/flow.js';
import { CORRELATION_ID, isSystemLabel } from '../model/label.js';
import type { Label } from '../model/label.js';
import { newState } from '../model/state.js';

export interface NewExecution {
  readonly id: string;
  readonly flow: Flow;
  /** Instant of the creation. */
  readonly at: string;
  /** Typed (engine.md §19); left out when the flow has none. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Beside those of the flow. */
  readonly labels?: readonly Label[];
  /** False for executions that Flow, Schedule and Webhook triggers make: they get no correlation id (subtle.md 16). */
  readonly correlated: boolean;
  readonly trigger?: ExecutionTrigger;
  readonly scheduleDate?: string;
  readonly kind?: Execution['kind'];
  readonly breakpoints?: Execution['breakpoints'];
  readonly waitingParent?: WaitingParent;
}

/** A first-hand execution, CREATED (engine.md §1.1). */
export function newExecution(options: NewExecution): Execution {
  const { id, flow, at, inputs, trigger, scheduleDate, kind, breakpoints, waitingParent } = options;
  return {
    id,
    namespace: flow.namespace,
    flowId: flow.id,
    flowRevision: flow.revision,
    ...(inputs && Object.keys(inputs).length > 0 && { inputs }),
    labels: labelsOf(options),
    state: newState(at),
    ...(trigger && { trigger }),
    originalId: id,
    metadata: { attemptNumber: 1, originalCreatedDate: at },
    ...(scheduleDate && { scheduleDate }),
    ...(kind && { kind }),
    ...(breakpoints && { breakpoints }),
    deleted: false,
    ...(waitingParent && { waitingParent }),
  };
}

function labelsOf({ id, flow, labels = [], correlated }: NewExecution): readonly Label[] {
  const all = [...flow.labels.filter((label) => !isSystemLabel(label)), ...labels];
  if (correlated && !all.some((label) => label.key === CORRELATION_ID)) {
    all.push({ key: CORRELATION_ID, value: id });
  }
  return all;
}
