import { Injectable } from '@nestjs/common';
import { IllegalStateError, NotFoundError } from '../model/errors.js';
import type { Execution } from '../model/execution.js';
import { isTerminated } from '../model/state.js';
import { Database } from '../platform/database/database.js';
import { InternalStorage } from '../platform/storage/internal-storage.js';
import { executionUri } from '../run-context/index.js';
import { ExecutionGateway } from './execution-gateway.js';
import { deleteExecutions } from './store/execution-purge.js';
import { ExecutionRepository } from './store/execution.repository.js';

/** What goes with the execution. */
export interface DeletionScope {
  readonly deleteLogs: boolean;
  readonly deleteMetrics: boolean;
  readonly deleteStorage: boolean;
}

@Injectable()
export class DeleteExecution {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly database: Database,
    private readonly storage: InternalStorage,
    private readonly gateway: ExecutionGateway,
  ) {}

  /** Only the given execution, not those it started (engine.md §17.5). Throws NotFoundError. */
  async run(executionId: string, scope: DeletionScope): Promise<void> {
    const execution = await this.executions.findExecution(executionId);
    if (!execution) {
      throw new NotFoundError();
    }
    await this.delete(execution, scope);
  }

  /** One that still runs is killed first, so that nothing writes behind our back. */
  async delete(execution: Execution, scope: DeletionScope): Promise<void> {
    const { id, namespace, flowId, state } = execution;
    if (!isTerminated(state.current)) {
      await this.gateway.send(id, { kind: 'KillRequested', cascade: false }).catch(unlessItEnded);
    }
    await deleteExecutions(this.database.pool, [id], {
      executions: true,
      logs: scope.deleteLogs,
      metrics: scope.deleteMetrics,
    });
    if (scope.deleteStorage) {
      await this.storage.deleteByPrefix(`${executionUri({ namespace, flowId }, id)}/`);
    }
  }
}

/** It may have ended by itself meanwhile. */
function unlessItEnded(error: unknown): void {
  if (!(error instanceof IllegalStateError)) {
    throw error;
  }
}
