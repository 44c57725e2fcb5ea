import { Injectable } from '@nestjs/common';
import { taskOf, taskRunsOf } from '../engine/index.js';
import { IllegalStateError } from '../model/errors.js';
import type { Input } from '../model/input.js';
import { ExecutionGateway } from './execution-gateway.js';
import { InputResolver } from './input-resolver.js';
import { valuesOf } from './inputs.js';
import type { RawInputs } from './inputs.js';
import { OpenExecutions } from './open-execution.js';
import type { OpenExecution } from './open-execution.js';
import type { InputReport } from './validate-inputs.js';

type ReadInputs = (declared: readonly Input[]) => RawInputs;

/** Going on with a paused execution (engine.md §7, §17.3): the inputs of the pause's `onResume` are checked first. */
@Injectable()
export class ResumeExecution {
  constructor(
    private readonly openExecutions: OpenExecutions,
    private readonly gateway: ExecutionGateway,
    private readonly resolver: InputResolver,
  ) {}

  /** Throws IllegalStateError when it is not paused and InvalidEntityError for inputs; then it stays as it is. */
  async run(executionId: string, read: ReadInputs = () => ({})): Promise<void> {
    const opened = await this.openPaused(executionId);
    const declared = inputsAskedFor(opened);
    const inputs =
      declared.length === 0
        ? undefined
        : valuesOf(await this.resolver.resolve(opened.flow, declared, read(declared), executionId));
    await this.gateway.send(executionId, { kind: 'ResumeRequested', ...(inputs && { inputs }) });
  }

  async validate(executionId: string, read: ReadInputs): Promise<InputReport> {
    const opened = await this.openPaused(executionId);
    const declared = inputsAskedFor(opened);
    const inputs = await this.resolver.resolve(opened.flow, declared, read(declared));
    const { namespace, id: flowId } = opened.flow;
    return { namespace, flowId, inputs, checks: [] };
  }

  private async openPaused(executionId: string): Promise<OpenExecution> {
    const opened = await this.openExecutions.open(executionId);
    if (opened.view.execution.state.current !== 'PAUSED') {
      throw new IllegalStateError(`Execution ${executionId} is not paused, can't resume it`);
    }
    return opened;
  }
}

/** Of the first paused task run; a pause by hand asks for nothing. */
function inputsAskedFor({ view }: OpenExecution): readonly Input[] {
  const paused = taskRunsOf(view).find((taskRun) => taskRun.state.current === 'PAUSED');
  const onResume = paused && taskOf(view, paused.id)?.['onResume'];
  return Array.isArray(onResume) ? (onResume as Input[]) : [];
}
