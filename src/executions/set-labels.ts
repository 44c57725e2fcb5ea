import { Injectable } from '@nestjs/common';
import { DomainError, NotFoundError } from '../model/errors.js';
import { isTerminated } from '../model/state.js';
import { ExecutionGateway } from './execution-gateway.js';
import { labelsToSet } from './labels.js';
import type { RequestedLabel } from './labels.js';
import { ExecutionRepository } from './store/execution.repository.js';

@Injectable()
export class SetLabels {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly gateway: ExecutionGateway,
  ) {}

  /**
   * Values of equal keys are replaced, others added; terminated executions only (api.md §5.5). Throws NotFoundError, a
   * BAD_REQUEST for a running execution, IllegalArgumentError for nulls and system labels.
   */
  async run(executionId: string, requested: readonly RequestedLabel[]): Promise<void> {
    const execution = await this.executions.findExecution(executionId);
    if (!execution) {
      throw new NotFoundError();
    }
    const labels = labelsToSet(requested, execution.labels);
    if (!isTerminated(execution.state.current)) {
      throw new DomainError(
        'BAD_REQUEST',
        'The execution is not terminated, labels cannot be set yet',
      );
    }
    if (labels.length > 0) {
      await this.gateway.send(executionId, { kind: 'LabelsSet', labels });
    }
  }
}
