import { NotFoundError } from '../../model/errors.js';
import type { Execution } from '../../model/execution.js';
import type { TaskRun } from '../../model/task-run.js';
import type { FindFlow } from '../../flows/index.js';
import {
  type ExecutionDocument,
  ExecutionGateway,
  type ExecutionRequest,
} from '../execution-gateway.js';
import type { Executor } from '../executor/executor.js';

/** In a process with the executor role: requests stay in memory. */
export class LocalGateway extends ExecutionGateway {
  constructor(
    private readonly executor: Executor,
    private readonly flows: FindFlow,
  ) {
    super();
  }

  async create(execution: Execution, taskRuns: readonly TaskRun[] = []): Promise<void> {
    const { namespace, flowId, flowRevision } = execution;
    const flow = await this.flows.findRevision(namespace, flowId, flowRevision);
    if (flow === undefined) {
      throw new NotFoundError('Requested Flow is not found.');
    }
    await this.executor.create(execution, flow, taskRuns);
  }

  send(executionId: string, request: ExecutionRequest): Promise<ExecutionDocument | undefined> {
    return this.executor.send(executionId, request);
  }
}
