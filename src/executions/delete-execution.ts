import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { IllegalStateError, NotFoundError } from '../model/errors.js';
import type { Execution } from '../model/execution.js';
import { isTerminated } from '../model/state.js';
import { Database } from '../platform/database/database.js';
import { InternalStorage } from '../platform/storage/internal-storage.js';
import { executionUri } from '../run-context/index.js';
import { ExecutionGateway } from './execution-gateway.js';
import { findOwners } from './store/execution-loader.js';
import { deleteExecutions } from './store/execution-purge.js';
import { ExecutionRepository } from './store/execution.repository.js';

const POLL_MS = 20;
/** Nobody waits longer for a task that does not end. */
const PATIENCE_MS = 5_000;

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

  /** One that still runs is killed first. */
  async delete(execution: Execution, scope: DeletionScope): Promise<void> {
    const { id, namespace, flowId, state } = execution;
    if (!isTerminated(state.current)) {
      await this.gateway.send(id, { kind: 'KillRequested', cascade: false }).catch(unlessItEnded);
    }
    await this.letGo(id);
    await deleteExecutions(this.database.pool, [id], {
      executions: true,
      logs: scope.deleteLogs,
      metrics: scope.deleteMetrics,
    });
    if (scope.deleteStorage) {
      await this.storage.deleteByPrefix(`${executionUri({ namespace, flowId }, id)}/`);
    }
  }

  /** Until its owner has let go of it, workers may report, and what they say would be stored for nobody. */
  private async letGo(executionId: string): Promise<void> {
    const isHeld = async (): Promise<boolean> => {
      const owners = await findOwners(this.database.pool, [executionId]);
      return (owners.get(executionId) ?? null) !== null;
    };
    for (let waited = 0; waited < PATIENCE_MS && (await isHeld()); waited += POLL_MS) {
      await pause(POLL_MS);
    }
  }
}

/** It may have ended by itself meanwhile. */
function unlessItEnded(error: unknown): void {
  if (!(error instanceof IllegalStateError)) {
    throw error;
  }
}
