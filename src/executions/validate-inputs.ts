import { Injectable } from '@nestjs/common';
import { FindFlow } from '../flows/index.js';
import type { Input } from '../model/input.js';
import { failedChecks } from './checks.js';
import type { FailedCheck } from './checks.js';
import { FlowExpressions } from './flow-expressions.js';
import { InputResolver } from './input-resolver.js';
import { valuesOf } from './inputs.js';
import type { RawInputs, ResolvedInput } from './inputs.js';

export interface InputReport {
  readonly namespace: string;
  readonly flowId: string;
  readonly inputs: readonly ResolvedInput[];
  readonly checks: readonly FailedCheck[];
}

/** What creating an execution would make of these inputs; nothing is stored (api.md §5.1 `validate`). */
@Injectable()
export class ValidateInputs {
  constructor(
    private readonly flows: FindFlow,
    private readonly inputs: InputResolver,
    private readonly expressions: FlowExpressions,
  ) {}

  async run(
    namespace: string,
    flowId: string,
    revision: number | undefined,
    inputsOf: (declared: readonly Input[]) => RawInputs,
  ): Promise<InputReport> {
    const flow = await this.flows.findExecutable(namespace, flowId, revision);
    const inputs = await this.inputs.resolve(flow, flow.inputs, inputsOf(flow.inputs));
    const isValid = inputs.every((input) => !input.enabled || input.error === undefined);
    const checks = isValid ? await failedChecks(flow, valuesOf(inputs), this.expressions) : [];
    return { namespace, flowId, inputs, checks };
  }
}
