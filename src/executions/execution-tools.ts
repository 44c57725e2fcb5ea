import { Injectable } from '@nestjs/common';
import { IllegalStateError, NotFoundError } from '../model/errors.js';
import { isTerminated } from '../model/state.js';
import { Database } from '../platform/database/database.js';
import { InternalStorage } from '../platform/storage/internal-storage.js';
import type {
  ExecutionCountQuery,
  ExecutionPurge,
  ExecutionRef,
  ExecutionsPort,
  PurgeCounts,
} from '../plugins/api/run-context.js';
import { executionUri } from '../run-context/index.js';
import type { ExecutionGateway } from './execution-gateway.js';
import { countByFlow } from './store/execution-count.js';
import { deleteExecutions, type PurgedExecution, selectForPurge } from './store/execution-purge.js';
import { ExecutionRepository } from './store/execution.repository.js';
import { findRelatives } from './store/relatives.js';
import { subflowOutputs } from './store/subflow-outputs.js';

const PURGE_BATCH = 500;

/** Executions as tasks may handle them: `Resume`, `Count`, `PurgeExecutions` (tasks.md §3). */
@Injectable()
export class ExecutionTools implements ExecutionsPort {
  private gateway: ExecutionGateway | undefined;

  constructor(
    private readonly database: Database,
    private readonly storage: InternalStorage,
    private readonly executions: ExecutionRepository,
  ) {}

  /** The gateway leads to the executor, which reaches these tools: it is handed over when both exist. */
  connect(gateway: ExecutionGateway): void {
    this.gateway = gateway;
  }

  async resume(
    { namespace, executionId }: ExecutionRef,
    inputs?: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const execution = await this.executions.findExecution(executionId);
    if (execution === undefined || execution.namespace !== namespace) {
      throw new NotFoundError(
        `Unable to find the execution ${executionId} in the namespace ${namespace}`,
      );
    }
    if (isTerminated(execution.state.current)) {
      throw new IllegalStateError(
        `The execution ${executionId} is not paused, it is ${execution.state.current}`,
      );
    }
    await this.gateway?.send(executionId, {
      kind: 'ResumeRequested',
      ...(inputs === undefined ? {} : { inputs }),
    });
  }

  async count(
    query: ExecutionCountQuery,
  ): Promise<{ namespace: string; flowId: string; count: number }[]> {
    return countByFlow(this.database.pool, query);
  }

  async purge(purge: ExecutionPurge, signal?: AbortSignal): Promise<PurgeCounts> {
    const total = { executions: 0, logs: 0, metrics: 0, files: 0 };
    for await (const batch of this.purgeable(purge)) {
      signal?.throwIfAborted();
      total.files += purge.storage ? await this.deleteFiles(batch) : 0;
      const ids = batch.map(({ id }) => id);
      const { logs, metrics } = await deleteExecutions(this.database.pool, ids, purge, signal);
      total.executions += purge.executions ? batch.length : 0;
      total.logs += logs;
      total.metrics += metrics;
    }
    return total;
  }

  subflowOutputs(
    executionId: string,
    taskRunId: string,
  ): AsyncIterable<Readonly<Record<string, unknown>>> {
    return subflowOutputs(this.database.pool, executionId, taskRunId);
  }

  /** Of `executionIds`, those whose files the execution may use. */
  relatives(executionId: string, executionIds: readonly string[]): Promise<ExecutionRef[]> {
    return findRelatives(this.database.pool, executionId, executionIds);
  }

  private async *purgeable(purge: ExecutionPurge): AsyncGenerator<PurgedExecution[]> {
    let last: PurgedExecution | undefined;
    do {
      const batch = await selectForPurge(this.database.pool, purge, PURGE_BATCH, last);
      yield batch;
      last = batch.length < PURGE_BATCH ? undefined : batch.at(-1);
    } while (last !== undefined);
  }

  private async deleteFiles(executions: readonly PurgedExecution[]): Promise<number> {
    let count = 0;
    for (const { namespace, flowId, id } of executions) {
      count += (await this.storage.deleteByPrefix(`${executionUri({ namespace, flowId }, id)}/`))
        .length;
    }
    return count;
  }
}
