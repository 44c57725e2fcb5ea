import { Injectable } from '@nestjs/common';
import { openView } from '../engine/index.js';
import type { ExecutionView, Refusal } from '../engine/index.js';
import { FindFlow } from '../flows/index.js';
import { IllegalArgumentError, IllegalStateError, NotFoundError } from '../model/errors.js';
import type { Flow } from '../model/flow.js';
import { ExecutionRepository } from './store/execution.repository.js';

/** A committed execution with its flow, opened for looking at it. */
export interface OpenExecution {
  readonly flow: Flow;
  readonly view: ExecutionView;
}

@Injectable()
export class OpenExecutions {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly flows: FindFlow,
  ) {}

  /** Throws NotFoundError for an unknown execution, and when its flow cannot be read any more. */
  async open(executionId: string): Promise<OpenExecution> {
    const { execution, taskRuns } = await this.executions.get(executionId);
    const { namespace, flowId, flowRevision } = execution;
    const flow = await this.flows.findRevision(namespace, flowId, flowRevision);
    if (!flow) {
      throw new NotFoundError(`Unable to find the flow ${namespace}.${flowId} of the execution`);
    }
    return { flow, view: openView(flow, execution, taskRuns) };
  }
}

export function refusalError({ code, message }: Refusal): Error {
  return code === 'ILLEGAL_STATE'
    ? new IllegalStateError(message)
    : new IllegalArgumentError(message);
}
