import type { Pool } from 'pg';
import { type ExecutionView, LiveTree, openView } from '../../engine/index.js';
import type { FindFlow } from '../../flows/index.js';
import type { Execution } from '../../model/execution.js';
import type { Flow } from '../../model/flow.js';
import { persistently } from '../../platform/database/persistently.js';
import type {
  ExecutionSnapshot,
  JobScope,
  SnapshotSource,
  WorkerJob,
} from '../../queues/worker-job.js';
import { readExecution } from '../store/execution-loader.js';
import { readForJob, type SeenRow } from '../store/job-reader.js';
import { ExecutionCache } from './execution-cache.js';
import type { Executor } from './executor.js';
import { SharedReads } from './shared-reads.js';
import { snapshotOf } from './snapshot.js';

/**
 * Variables for this process's worker: from the live view where the executor holds it; otherwise from the rows that the
 * job names, or from all of them when it names none.
 */
export class Snapshots implements SnapshotSource {
  private readonly executions = new ExecutionCache();
  private readonly wholeReads = new SharedReads<ExecutionView | undefined>();

  constructor(
    private readonly pool: Pool,
    private readonly flows: FindFlow,
    /** What an expression renders to is rendered again, so a job's templates do not tell what they look at. */
    private readonly isRecursive: boolean,
    private readonly executor: Executor | undefined,
  ) {}

  snapshotOf(
    job: WorkerJob,
  ): ExecutionSnapshot | undefined | Promise<ExecutionSnapshot | undefined> {
    const live = this.executor?.find(job.executionId);
    if (live !== undefined) {
      return snapshotOf(live.flow, live.view, job.taskRunId);
    }
    const { scope } = job;
    return persistently(() =>
      scope === undefined || this.isRecursive ? this.readWhole(job) : this.readNamed(job, scope),
    );
  }

  private async readNamed(
    { executionId }: WorkerJob,
    scope: JobScope,
  ): Promise<ExecutionSnapshot | undefined> {
    const ids = [...scope.outputs, ...scope.tasks].map(({ id }) => id);
    const known = this.executions.get(executionId);
    const found = await readForJob(this.pool, executionId, ids, known);
    if (found === undefined) {
      return undefined;
    }
    this.executions.put(found.known);
    const { execution } = found.known;
    const flow = await this.flowOf(execution);
    return flow && { flow, execution, ...withTrees(scope, found.seen) };
  }

  private async readWhole({
    executionId,
    taskRunId,
  }: WorkerJob): Promise<ExecutionSnapshot | undefined> {
    const view = await this.wholeReads.get(executionId, () => this.readView(executionId));
    return view && snapshotOf(view.flow, view, taskRunId);
  }

  private async readView(executionId: string): Promise<ExecutionView | undefined> {
    const stored = await readExecution(this.pool, executionId);
    const flow = stored && (await this.flowOf(stored.execution));
    return flow && openView(flow, stored.execution, stored.taskRuns);
  }

  private flowOf({ namespace, flowId, flowRevision }: Execution): Promise<Flow | undefined> {
    return this.flows.findRevision(namespace, flowId, flowRevision);
  }
}

function withTrees(
  { taskRun, item, parents, outputs, tasks }: JobScope,
  seen: ReadonlyMap<string, SeenRow>,
): Omit<ExecutionSnapshot, 'flow' | 'execution'> {
  const trees = { outputs: new LiveTree(), tasks: new LiveTree() };
  outputs.forEach(({ id, path }) => trees.outputs.set(path, seen.get(id)?.outputs ?? undefined));
  tasks.forEach(({ id, path }) => {
    const state = seen.get(id)?.state;
    trees.tasks.set(path, state && { state });
  });
  return {
    taskRun,
    ...(item && { item }),
    parents,
    outputs: trees.outputs.root,
    tasks: trees.tasks.root,
  };
}
