import { databaseTimestamp } from '../platform/clock/database-clock.js';
import { Injectable } from '@nestjs/common';
import { FindFlow } from '../flows/index.js';
import { IllegalArgumentError } from '../model/errors.js';
import type { Execution, ExecutionTrigger } from '../model/execution.js';
import type { Flow } from '../model/flow.js';
import type { Input } from '../model/input.js';
import type { Label } from '../model/label.js';
import { withState } from '../model/state.js';
import { type FailedCheck, failedChecks, strongestBehavior } from './checks.js';
import { ExecutionGateway } from './execution-gateway.js';
import { newExecutionId } from './execution-id.js';
import { FlowExpressions } from './flow-expressions.js';
import { InputResolver } from './input-resolver.js';
import { valuesOf } from './inputs.js';
import type { RawInputs, ResolvedInput } from './inputs.js';
import { checkCreationLabels } from './labels.js';
import { newExecution } from './new-execution.js';

export interface CreateExecutionOptions {
  /** By input id, or read off a form once the declared inputs are known. */
  readonly inputs?: RawInputs | ((declared: readonly Input[]) => RawInputs);
  readonly labels?: readonly Label[];
  readonly scheduleDate?: string;
  readonly kind?: Execution['kind'];
  readonly breakpoints?: Execution['breakpoints'];
  readonly trigger?: ExecutionTrigger;
  /** As in NewExecution. */
  readonly correlated?: boolean;
}

@Injectable()
export class CreateExecution {
  constructor(
    private readonly flows: FindFlow,
    private readonly gateway: ExecutionGateway,
    private readonly inputs: InputResolver,
    private readonly expressions: FlowExpressions,
  ) {}

  /**
   * The execution as created, durable. Throws NotFoundError for an unknown flow or revision, IllegalStateError for a
   * disabled flow, InvalidEntityError for inputs, IllegalArgumentError for labels and checks (api.md §5.1).
   */
  async run(
    namespace: string,
    flowId: string,
    revision: number | undefined,
    options: CreateExecutionOptions,
  ): Promise<Execution> {
    checkCreationLabels(options.labels ?? []);
    const flow = await this.flows.findExecutable(namespace, flowId, revision);
    return this.runFlow(flow, options);
  }

  /** The same for a flow at hand; labels are taken as they are. */
  async runFlow(flow: Flow, options: CreateExecutionOptions): Promise<Execution> {
    const { inputs: given = {}, correlated = true, ...rest } = options;
    const id = newExecutionId();
    const resolved = flow.inputs.length === 0 ? [] : await this.resolve(flow, given, id);
    let execution: Execution;
    try {
      const inputs = valuesOf(resolved);
      const at = databaseTimestamp();
      const created = newExecution({ ...rest, id, flow, at, inputs, correlated });
      execution = flow.checks.length === 0 ? created : await this.checked(flow, created, inputs);
    } catch (error) {
      await this.inputs.discardFiles(flow, resolved, id);
      throw error;
    }
    await this.gateway.create(execution);
    return execution;
  }

  private resolve(
    flow: Flow,
    given: NonNullable<CreateExecutionOptions['inputs']>,
    executionId: string,
  ): Promise<readonly ResolvedInput[]> {
    const raw = typeof given === 'function' ? given(flow.inputs) : given;
    return this.inputs.resolve(flow, flow.inputs, raw, executionId);
  }

  private async checked(
    flow: Flow,
    execution: Execution,
    inputs: Readonly<Record<string, unknown>>,
  ): Promise<Execution> {
    const failed = await failedChecks(flow, inputs, this.expressions);
    switch (strongestBehavior(failed)) {
      case 'BLOCK_EXECUTION':
        throw new IllegalArgumentError(failed.map((check) => check.message).join(', '));
      case 'FAIL_EXECUTION':
        return failedBy(failed, execution);
      default:
        return execution;
    }
  }
}

/** It never begins; the core logs what it failed of. */
function failedBy(failed: readonly FailedCheck[], execution: Execution): Execution {
  const messages = failed
    .filter(({ behavior }) => behavior === 'FAIL_EXECUTION')
    .map(({ message }) => message);
  const state = withState(execution.state, 'FAILED', execution.metadata.originalCreatedDate);
  return { ...execution, state, memo: { failedChecks: messages } };
}
