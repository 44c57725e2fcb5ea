import type { Pool } from 'pg';
import { openView } from '../../engine/index.js';
import type { FindFlow } from '../../flows/index.js';
import { persistently } from '../../platform/database/persistently.js';
import type { ExecutionSnapshot, SnapshotSource } from '../../queues/worker-job.js';
import { readExecution } from '../store/execution-loader.js';
import type { Executor } from './executor.js';
import { snapshotOf } from './snapshot.js';

/** Variables for this process's worker: from the live view where the executor holds it, from the rows otherwise. */
export class Snapshots implements SnapshotSource {
  constructor(
    private readonly pool: Pool,
    private readonly flows: FindFlow,
    private readonly executor: Executor | undefined,
  ) {}

  snapshotOf(
    executionId: string,
    taskRunId: string,
  ): ExecutionSnapshot | undefined | Promise<ExecutionSnapshot | undefined> {
    const live = this.executor?.find(executionId);
    return live === undefined
      ? persistently(() => this.read(executionId, taskRunId))
      : snapshotOf(live.flow, live.view, taskRunId);
  }

  private async read(executionId: string, taskRunId: string): Promise<ExecutionSnapshot | undefined> {
    const stored = await readExecution(this.pool, executionId);
    if (stored === undefined) {
      return undefined;
    }
    const { namespace, flowId, flowRevision } = stored.execution;
    const flow = await this.flows.findRevision(namespace, flowId, flowRevision);
    const taskRuns = stored.taskRuns.map(({ taskRun }) => taskRun);
    return flow && snapshotOf(flow, openView(flow, stored.execution, taskRuns), taskRunId);
  }
}
