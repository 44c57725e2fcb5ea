import type { WorkerMadeTaskRun } from '../engine/events.js';
import type { TaskRun } from '../model/task-run.js';
import type { Task } from '../model/task.js';
import { newState } from '../model/state.js';
import type { NamespaceFilesRequest } from '../plugins/api/task-files.js';
import {
  storeOutputFiles,
  writeInputFiles,
  writeNamespaceFiles,
} from '../plugins/api/task-files.js';
import { isTruthy } from '../plugins/api/truth.js';
import type { WorkerJob } from '../queues/worker-job.js';
import type { RunScope } from '../run-context/index.js';
import { AttemptContext, SecretMask, TaskLog, TemporaryDirectory } from '../run-context/index.js';
import type { AttemptOrder } from './attempt.js';
import { runWithRetry } from './child-retry.js';
import { DirectoryCache } from './directory-cache.js';
import type { JobServices } from './job-run.js';
import { endEvent, isoDate, NO_RECORDS, report } from './job-run.js';
import { NESTED_PLUGINS } from './nested-plugins.js';
import type { Outcome } from './outcome.js';
import { outcomeOfError } from './outcome.js';

export const WORKING_DIRECTORY_TYPE = 'io.kestra.plugin.core.flow.WorkingDirectory';

/**
 * Runs the children of a WorkingDirectory one after another in one directory (engine.md §9): cache, namespace files,
 * input files, children, output files, cache. The last two come also after a failed child.
 */
export async function runWorkingDirectory(
  job: WorkerJob,
  order: AttemptOrder,
  services: JobServices,
): Promise<{ outcome: Outcome; reported: Promise<void> }> {
  const run = new WorkingDirectoryRun(job, order, services);
  const startedAt = isoDate(services);
  const outcome = await run.perform();
  const event = endEvent(order, outcome, { startedAt, at: isoDate(services) });
  return { outcome, reported: report(job, event, { logs: run.log.take(), metrics: [] }, services) };
}

class WorkingDirectoryRun {
  readonly log: TaskLog;
  private readonly directory: TemporaryDirectory;
  private readonly context: AttemptContext;
  private readonly cache: DirectoryCache;
  private readonly mask = new SecretMask();

  constructor(
    private readonly job: WorkerJob,
    private readonly order: AttemptOrder,
    private readonly services: JobServices,
  ) {
    const { scope, task, taskRun, attempt, killed } = order;
    const { runServices } = services;
    const { mask } = this;
    this.directory = new TemporaryDirectory(runServices.settings.temporaryDirectory);
    this.log = logOf(order, mask);
    this.context = new AttemptContext(
      {
        scope,
        task,
        taskRun,
        attempt,
        signal: killed,
        log: this.log,
        mask,
        workingDirectory: this.directory,
        plugins: NESTED_PLUGINS,
      },
      runServices,
    );
    this.cache = new DirectoryCache(this.context, runServices.storage);
  }

  async perform(): Promise<Outcome> {
    try {
      await this.cache.restore();
      await writeNamespaceFiles(
        this.context,
        this.order.task['namespaceFiles'] as NamespaceFilesRequest | undefined,
      );
      await writeInputFiles(this.context, this.order.task['inputFiles']);
      const state = await this.runChildren();
      const outputFiles = await this.storeOutputs();
      await this.cache.save();
      return { state, outputs: outputFiles === undefined ? {} : { outputFiles } };
    } catch (thrown) {
      return outcomeOfError(thrown, this.order.killed, this.services.limits.outputBytes, this.log);
    } finally {
      await this.directory.remove().catch(() => undefined);
    }
  }

  private async storeOutputs(): Promise<Record<string, string> | undefined> {
    const declared = this.order.task['outputFiles'];
    if (declared === undefined || declared === null) {
      return undefined;
    }
    const globs = (await this.context.renderDeep(declared)) as unknown;
    return storeOutputFiles(
      this.context,
      Array.isArray(globs) ? globs.map(String) : [String(globs)],
    );
  }

  /** Stops at the first child that failed without `allowFailure`, or at a kill. */
  private async runChildren(): Promise<Outcome['state']> {
    const children = (this.order.task['tasks'] ?? []) as readonly Task[];
    let scope: RunScope = { ...this.order.scope, workerTaskRun: this.order.taskRun };
    let state: Outcome['state'] = 'SUCCESS';
    for (const child of children.filter((task) => task.disabled !== true)) {
      if (this.order.killed.aborted) {
        return 'KILLED';
      }
      const outcome = await this.runChild(child, scope);
      scope = withOutputs(scope, child.id, outcome);
      const childState = tolerated(child, outcome.state);
      if (childState === 'FAILED' || childState === 'KILLED') {
        return childState;
      }
      state = childState === 'WARNING' ? 'WARNING' : state;
    }
    return state;
  }

  private async runChild(child: Task, scope: RunScope): Promise<Outcome> {
    const { taskRun: parent, attempt: parentAttempt } = this.order;
    const made = { taskId: child.id, parentTaskRunId: parent.id, parentAttempt };
    const order = {
      scope,
      task: child,
      taskRun: this.childTaskRun(child),
      attempt: 1,
      killed: this.order.killed,
      directory: this.directory,
    };
    const skipped = await this.skips(child, order, made);
    if (skipped !== undefined) {
      return skipped;
    }
    return runWithRetry(this.job, order, this.services, made);
  }

  /** `runIf` of a child; an expression that cannot be rendered fails it. */
  private async skips(
    child: Task,
    order: AttemptOrder,
    made: WorkerMadeTaskRun,
  ): Promise<Outcome | undefined> {
    if (child.runIf === undefined) {
      return undefined;
    }
    const at = isoDate(this.services);
    const log = logOf(order, this.mask);
    const outcome: Outcome | undefined = await this.testRunIf(child, order, log);
    if (outcome !== undefined) {
      const event = endEvent(order, outcome, { startedAt: at, at, made });
      await report(this.job, event, { ...NO_RECORDS, logs: log.take() }, this.services);
    }
    return outcome;
  }

  private async testRunIf(
    child: Task,
    order: AttemptOrder,
    log: TaskLog,
  ): Promise<Outcome | undefined> {
    try {
      const rendered = await this.context.render(String(child.runIf), {
        outputs: order.scope.outputs,
        task: { id: child.id, type: child.type },
      });
      return isTruthy(rendered) ? undefined : { state: 'SKIPPED' };
    } catch (thrown) {
      return outcomeOfError(thrown, this.order.killed, this.services.limits.outputBytes, log);
    }
  }

  /** What a child's expressions see as `taskrun`: its value is the directory's, though its own task run has none. */
  private childTaskRun(child: Task): TaskRun {
    const { taskRun } = this.order;
    return {
      id: this.services.deriveTaskRunId(taskRun.executionId, child.id, taskRun.id),
      executionId: taskRun.executionId,
      namespace: taskRun.namespace,
      flowId: taskRun.flowId,
      taskId: child.id,
      parentTaskRunId: taskRun.id,
      ...(taskRun.value === undefined ? {} : { value: taskRun.value }),
      ...(taskRun.iteration === undefined ? {} : { iteration: taskRun.iteration }),
      state: newState(isoDate(this.services), 'RUNNING'),
    };
  }
}

function logOf({ task, taskRun, attempt }: AttemptOrder, mask: SecretMask): TaskLog {
  const origin = {
    namespace: taskRun.namespace,
    flowId: taskRun.flowId,
    taskId: task.id,
    executionId: taskRun.executionId,
    taskRunId: taskRun.id,
    attemptNumber: attempt - 1,
  };
  return new TaskLog(origin, mask, task.logLevel);
}

function tolerated(child: Task, state: Outcome['state']): Outcome['state'] {
  const softened = state === 'FAILED' && child.allowFailure === true ? 'WARNING' : state;
  return softened === 'WARNING' && child.allowWarning === true ? 'SUCCESS' : softened;
}

/**
 * The scope in which later siblings run: the outputs of an earlier one under the values of all ancestors, then that of
 * the directory's own task run. Copies only the path that changes.
 */
function withOutputs(scope: RunScope, taskId: string, { outputs }: Outcome): RunScope {
  const own = scope.workerTaskRun?.value;
  const ancestors = (scope.parents ?? []).flatMap(({ taskrun }) => taskrun?.value ?? []).reverse();
  const path = [taskId, ...ancestors, ...(own === undefined ? [] : [own])];
  return { ...scope, outputs: placed(scope.outputs, path, outputs ?? {}) };
}

function placed(
  tree: Readonly<Record<string, unknown>>,
  [key = '', ...rest]: readonly string[],
  leaf: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const below = tree[key];
  const next =
    typeof below === 'object' && below !== null ? (below as Record<string, unknown>) : {};
  return { ...tree, [key]: rest.length === 0 ? leaf : placed(next, rest, leaf) };
}
