import type { Pool } from 'pg';
import { openView } from '../../engine/index.js';
import type { FindFlow } from '../../flows/index.js';
import { persistently } from '../../platform/database/persistently.js';
import type { Task } from '../../model/task.js';
import type { ExecutionSnapshot, SnapshotSource, WorkerJob } from '../../queues/worker-job.js';
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
    job: WorkerJob,
  ): ExecutionSnapshot | undefined | Promise<ExecutionSnapshot | undefined> {
    const live = this.executor?.find(job.executionId);
    return live === undefined
      ? persistently(() => this.read(job))
      : snapshotOf(live.flow, live.view, job.taskRunId);
  }

  private async read({
    executionId,
    taskRunId,
    task,
  }: WorkerJob): Promise<ExecutionSnapshot | undefined> {
    const stored = await readExecution(
      this.pool,
      executionId,
      looksAround(task) ? undefined : taskRunId,
    );
    if (stored === undefined) {
      return undefined;
    }
    const { execution, taskRuns } = stored;
    const { namespace, flowId, flowRevision } = execution;
    const flow = await this.flows.findRevision(namespace, flowId, flowRevision);
    return flow && snapshotOf(flow, openView(flow, execution, taskRuns), taskRunId);
  }
}

/** Names by which an expression can reach other task runs; `vars` may hold expressions of their own. */
const AROUND =
  /\b(outputs|tasks|vars|render|renderOnce|currentEachOutput|tasksWithState|iterationOutput|parentOutput|printContext|fetchContext)\b/;

/** A loop of n values must not read n task runs for each of them when its tasks do not ask for any. */
function looksAround(task: Task): boolean {
  return AROUND.test(JSON.stringify(task));
}
