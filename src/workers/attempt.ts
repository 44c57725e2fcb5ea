import { parseDuration } from '../model/duration.js';
import { IllegalArgumentError } from '../model/errors.js';
import type { LogEntry, MetricEntry } from '../model/log-entry.js';
import type { TaskRun } from '../model/task-run.js';
import type { Task } from '../model/task.js';
import type { TaskOutput } from '../plugins/api/runnable-task.js';
import type { RunScope, RunServices } from '../run-context/index.js';
import { AttemptContext, SecretMask, TaskLog, TemporaryDirectory } from '../run-context/index.js';
import { NESTED_PLUGINS } from './nested-plugins.js';
import type { Outcome } from './outcome.js';
import { outcomeOf, outcomeOfError, TimeoutError } from './outcome.js';
import { TaskCache } from './task-cache.js';

/** A task that does not stop when told to is left to itself after this time, so that it holds no lane for ever. */
const ABANDON_AFTER_MS = 15_000;

/** The longest delay that one timer can hold; a longer timeout never comes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface AttemptOrder {
  readonly scope: RunScope;
  readonly task: Task;
  readonly taskRun: TaskRun;
  /** Counted from 1. */
  readonly attempt: number;
  /** Aborted with a KilledError. */
  readonly killed: AbortSignal;
  /** Shared by the children of a WorkingDirectory; otherwise the attempt has its own. */
  readonly directory?: TemporaryDirectory;
}

export interface AttemptLimits {
  readonly outputBytes: number;
}

/** One try of one runnable task, from rendering its properties to cleaning up after it. */
export class AttemptRun {
  readonly log: TaskLog;
  private readonly mask = new SecretMask();
  private readonly stop = new AbortController();
  private readonly directory: TemporaryDirectory;
  private readonly context: AttemptContext;
  private readonly cache: TaskCache;

  constructor(
    private readonly order: AttemptOrder,
    services: RunServices,
    private readonly limits: AttemptLimits,
    lineAdded?: (waiting: number) => void,
  ) {
    const { scope, task, taskRun, attempt } = order;
    this.directory =
      order.directory ?? new TemporaryDirectory(services.settings.temporaryDirectory);
    this.log = new TaskLog(
      originOf(taskRun, attempt),
      this.mask,
      task.logLevel,
      Date.now,
      lineAdded,
    );
    this.context = new AttemptContext(
      {
        scope,
        task,
        taskRun,
        attempt,
        signal: this.stop.signal,
        log: this.log,
        mask: this.mask,
        workingDirectory: this.directory,
        plugins: NESTED_PLUGINS,
      },
      services,
    );
    this.cache = new TaskCache(this.context, services.storage);
  }

  get metrics(): MetricEntry[] {
    return this.context.collectedMetrics();
  }

  /** Never rejects. */
  async run(): Promise<Outcome> {
    const { killed } = this.order;
    const kill = (): void => this.stop.abort(killed.reason);
    killed.addEventListener('abort', kill);
    let timer: NodeJS.Timeout | undefined;
    try {
      killed.throwIfAborted();
      timer = await this.startTimer();
      return (await this.cache.find()) ?? (await this.runBody());
    } catch (thrown) {
      const signal = killed.aborted ? killed : this.stop.signal;
      return outcomeOfError(thrown, signal, this.limits.outputBytes, this.log);
    } finally {
      clearTimeout(timer);
      killed.removeEventListener('abort', kill);
      await this.cleanUp();
    }
  }

  /** `logToFile`: keeps the lines in internal storage and gives the URI. */
  storeLog(lines: readonly LogEntry[]): Promise<string> {
    const text = lines.map((line) => `${line.timestamp} ${line.level} ${line.message}\n`).join('');
    return this.context.storage.put(`logs/attempt-${this.order.attempt}.log`, text);
  }

  private async runBody(): Promise<Outcome> {
    const outcome = outcomeOf(await this.settled(), this.limits.outputBytes, this.log);
    await this.cache.keep(outcome);
    return outcome;
  }

  private settled(): Promise<TaskOutput | void> {
    const { signal } = this.stop;
    const running = NESTED_PLUGINS.runTask(this.order.task, this.context);
    let timer: NodeJS.Timeout | undefined;
    const abandoned = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        timer = setTimeout(() => reject(signal.reason as Error), ABANDON_AFTER_MS);
      });
    });
    return Promise.race([running, abandoned]).finally(() => clearTimeout(timer));
  }

  private async startTimer(): Promise<NodeJS.Timeout | undefined> {
    const { timeout } = this.order.task;
    if (timeout === undefined) {
      return undefined;
    }
    const rendered = await this.context.render(String(timeout));
    const milliseconds = parseDuration(rendered);
    if (milliseconds === undefined) {
      throw new IllegalArgumentError(
        `timeout: must be an ISO-8601 duration such as PT30S, but received \`${rendered}\``,
      );
    }
    if (milliseconds > LONGEST_TIMER_MS) {
      return undefined;
    }
    return setTimeout(() => this.stop.abort(new TimeoutError(milliseconds)), milliseconds);
  }

  private async cleanUp(): Promise<void> {
    if (this.order.directory === undefined) {
      await this.directory.remove().catch((error: unknown) => {
        this.log.warn(`The working directory could not be removed: ${String(error)}`);
      });
    }
  }
}

function originOf(taskRun: TaskRun, attempt: number): ConstructorParameters<typeof TaskLog>[0] {
  return {
    namespace: taskRun.namespace,
    flowId: taskRun.flowId,
    taskId: taskRun.taskId,
    executionId: taskRun.executionId,
    taskRunId: taskRun.id,
    attemptNumber: attempt - 1,
  };
}
