import { databaseTimestamp } from '../platform/clock/database-clock.js';
import { Injectable } from '@nestjs/common';
import { InputResolver, newExecution, newExecutionId, valuesOf } from '../executions/index.js';
import type { Execution } from '../model/execution.js';
import type { Flow, TriggerDefinition } from '../model/flow.js';
import type { Label } from '../model/label.js';
import type { LogEntry } from '../model/log-entry.js';
import { withState } from '../model/state.js';
import { labelPairs } from '../plugins/api/declared-labels.js';
import { reasonOf, triggerLog } from './trigger-log.js';
import type { TriggerRenderer } from './trigger-renderer.js';

/** What a trigger wants to start. */
export interface Firing {
  readonly flow: Flow;
  readonly trigger: TriggerDefinition;
  readonly renderer: TriggerRenderer;
  /** `trigger.*` of the new execution. */
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly executionId?: string;
  /** Win over the trigger's own inputs, come after its labels (backfills). */
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly labels?: readonly Label[];
  readonly scheduleDate?: string;
  /** Root variables beside the usual ones. */
  readonly roots?: Readonly<Record<string, unknown>>;
}

export interface Fired {
  readonly execution: Execution;
  readonly logs: readonly LogEntry[];
}

/** Executions that triggers make: no correlation id, labels of the flow and of the trigger (subtle.md 16, 23). */
@Injectable()
export class TriggerExecutions {
  constructor(private readonly inputs: InputResolver) {}

  /** Inputs that fail make a FAILED execution with the reason in its log (triggers.md §3.3). */
  async create(firing: Firing): Promise<Fired> {
    const id = firing.executionId ?? newExecutionId();
    const log = triggerLog(firing.flow, firing.trigger, id);
    const labels = await labelsOf(firing, (message) => log.warn(message));
    try {
      const inputs = await this.typedInputs(firing, id);
      return { execution: newTriggered(firing, id, labels, inputs), logs: log.take() };
    } catch (error) {
      log.error(reasonOf(error));
      return { execution: failed(newTriggered(firing, id, labels)), logs: log.take() };
    }
  }

  /**
   * For Flow triggers nothing is required, nothing is dropped and nothing has to be of its type (subtle.md 20). Undefined
   * when the inputs cannot be rendered: then there is no execution, only the log line.
   */
  async createLeniently(firing: Firing): Promise<Partial<Fired> & Pick<Fired, 'logs'>> {
    const id = newExecutionId();
    const log = triggerLog(firing.flow, firing.trigger);
    const labels = await labelsOf(firing, (message) => log.warn(message));
    try {
      const inputs = await this.lenientInputs(firing, id);
      return { execution: newTriggered(firing, id, labels, inputs), logs: log.take() };
    } catch (error) {
      log.warn(`No execution, because the inputs cannot be rendered: ${reasonOf(error)}`);
      return { logs: log.take() };
    }
  }

  /** The evaluation itself failed: an execution that only says so. */
  async createFailed(firing: Firing, error: unknown): Promise<Fired> {
    const id = firing.executionId ?? newExecutionId();
    const log = triggerLog(firing.flow, firing.trigger, id);
    const labels = await labelsOf(firing, () => undefined);
    log.error(reasonOf(error));
    return { execution: failed(newTriggered(firing, id, labels)), logs: log.take() };
  }

  private async typedInputs(firing: Firing, id: string): Promise<Record<string, unknown>> {
    const raw = { ...(await renderInputs(firing)), ...firing.inputs };
    const { flow } = firing;
    return flow.inputs.length === 0
      ? {}
      : valuesOf(await this.inputs.resolve(flow, flow.inputs, raw, id));
  }

  private async lenientInputs(firing: Firing, id: string): Promise<Record<string, unknown>> {
    const raw = await renderInputs(firing);
    const { flow } = firing;
    const resolved = await this.inputs.resolve(flow, flow.inputs, raw, id);
    return { ...raw, ...valuesOf(resolved.filter(({ error }) => error === undefined)) };
  }
}

/** What a trigger declares, seen by a renderer that knows `trigger`. */
type Declared = Pick<Firing, 'trigger' | 'renderer'>;

export async function renderInputs({
  trigger,
  renderer,
}: Declared): Promise<Record<string, unknown>> {
  const declared = trigger['inputs'];
  return declared === undefined || declared === null
    ? {}
    : ((await renderer.renderDeep(declared)) as Record<string, unknown>);
}

async function labelsOf(firing: Firing, warn: (message: string) => void): Promise<Label[]> {
  return [...(await renderLabels(firing, warn)), ...(firing.labels ?? [])];
}

/** A label that cannot be rendered is left out. */
export async function renderLabels(
  { trigger, renderer }: Declared,
  warn: (message: string) => void,
): Promise<Label[]> {
  const labels: Label[] = [];
  for (const { key, value } of labelPairs(trigger['labels'])) {
    try {
      labels.push({ key, value: await renderer.render(value) });
    } catch (error) {
      warn(`The label '${key}' is left out, because it cannot be rendered: ${reasonOf(error)}`);
    }
  }
  return labels;
}

function newTriggered(
  firing: Firing,
  id: string,
  labels: readonly Label[],
  inputs?: Readonly<Record<string, unknown>>,
): Execution {
  const { flow, trigger, variables, scheduleDate, roots } = firing;
  const execution = newExecution({
    id,
    flow,
    at: databaseTimestamp(),
    ...(inputs && { inputs }),
    labels,
    correlated: false,
    trigger: { id: trigger.id, type: trigger.type, ...(variables && { variables }) },
    ...(scheduleDate !== undefined && { scheduleDate }),
  });
  // Variables of an execution stand for those of its flow.
  return roots === undefined
    ? execution
    : { ...execution, variables: { ...flow.variables, ...roots } };
}

function failed(execution: Execution): Execution {
  const at = execution.metadata.originalCreatedDate;
  return { ...execution, state: withState(execution.state, 'FAILED', at) };
}
