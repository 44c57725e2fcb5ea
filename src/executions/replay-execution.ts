import { databaseTimestamp } from '../platform/clock/database-clock.js';
import { Injectable } from '@nestjs/common';
import { replayOf } from '../engine/index.js';
import { FindFlow } from '../flows/index.js';
import type { Execution } from '../model/execution.js';
import type { Flow } from '../model/flow.js';
import type { Input } from '../model/input.js';
import { ExecutionGateway } from './execution-gateway.js';
import type { ExecutionDocument } from './execution-gateway.js';
import { newExecutionId } from './execution-id.js';
import { InputResolver } from './input-resolver.js';
import { valuesOf } from './inputs.js';
import type { RawInputs } from './inputs.js';
import { OpenExecutions, refusalError } from './open-execution.js';

export interface ReplayOptions {
  /** Where to begin; absent: from scratch. */
  readonly taskRunId?: string;
  /** Absent: the revision that ran. */
  readonly revision?: number;
  readonly breakpoints?: Execution['breakpoints'];
  /** In place of inputs of the copied execution; those that are not given stay. */
  readonly inputs?: (declared: readonly Input[]) => RawInputs;
}

/** A new execution that does the work of this one again (engine.md §17.2). */
@Injectable()
export class ReplayExecution {
  constructor(
    private readonly openExecutions: OpenExecutions,
    private readonly flows: FindFlow,
    private readonly gateway: ExecutionGateway,
    private readonly resolver: InputResolver,
  ) {}

  async run(executionId: string, options: ReplayOptions = {}): Promise<ExecutionDocument> {
    const { flow: ranFlow, view } = await this.openExecutions.open(executionId);
    const { execution: source } = view;
    const { taskRunId, revision, inputs, breakpoints } = options;
    const flow =
      revision === undefined
        ? ranFlow
        : await this.flows.findExecutable(source.namespace, source.flowId, revision);
    const id = newExecutionId();
    const replay = replayOf(view, {
      id,
      at: databaseTimestamp(),
      flow,
      ...(taskRunId !== undefined && { taskRunId }),
      ...(breakpoints && { breakpoints }),
      ...(inputs && { inputs: await this.otherInputs(flow, source, inputs(flow.inputs), id) }),
    });
    if ('code' in replay) {
      throw refusalError(replay);
    }
    await this.gateway.create(replay.execution, replay.taskRuns);
    return replay;
  }

  /** With the latest revision of the flow. */
  async runLatest(execution: Execution): Promise<ExecutionDocument> {
    const { namespace, flowId } = execution;
    const { revision } = await this.flows.findExecutable(namespace, flowId);
    return this.run(execution.id, { revision });
  }

  private async otherInputs(
    flow: Flow,
    source: Execution,
    given: RawInputs,
    executionId: string,
  ): Promise<Record<string, unknown>> {
    const raw = { ...source.inputs, ...given };
    return valuesOf(await this.resolver.resolve(flow, flow.inputs, raw, executionId));
  }
}
