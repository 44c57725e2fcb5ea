import { isIdle, openView } from '../../engine/index.js';
import type { Execution } from '../../model/execution.js';
import type { Flow } from '../../model/flow.js';
import { isTerminated } from '../../model/state.js';
import type { TaskRun } from '../../model/task-run.js';
import type { LoadedExecution } from '../store/execution-loader.js';
import type { LiveExecution } from './live-execution.js';
import type { Mail } from './mail.js';

/** A later date is left to the poll of `execution_delays`. */
const MAX_TIMER_MS = 10 * 60_000;

/** The executions that this process holds in memory, and the timers of their delays. */
export class LiveExecutions {
  private readonly byId = new Map<string, LiveExecution>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly unsaved = new Set<LiveExecution>();

  constructor(
    private readonly now: () => number,
    private readonly onDelay: (executionId: string, key: string) => void,
  ) {}

  get(executionId: string): LiveExecution | undefined {
    return this.byId.get(executionId);
  }

  has(executionId: string): boolean {
    return this.byId.has(executionId);
  }

  /** An execution that is about to be created. */
  open(execution: Execution, flow: Flow, taskRuns: readonly TaskRun[]): LiveExecution {
    const live = this.hold(execution, flow, taskRuns);
    live.isNew = true;
    this.unsaved.add(live);
    taskRuns.forEach((taskRun, index) => live.positions.set(taskRun.id, index));
    live.nextPosition = taskRuns.length;
    return live;
  }

  /** Its row exists from now on. */
  saved(live: LiveExecution): void {
    live.isNew = false;
    this.unsaved.delete(live);
  }

  /** Executions that this one started and that no table knows yet. */
  unsavedChildrenOf(executionId: string): string[] {
    return [...this.unsaved]
      .map(({ view }) => view.execution)
      .filter(({ trigger }) => trigger?.variables?.['executionId'] === executionId)
      .map(({ id }) => id);
  }

  /** An execution taken over from its rows. */
  load(loaded: LoadedExecution, flow: Flow): LiveExecution {
    const live = this.hold(
      loaded.execution,
      flow,
      loaded.taskRuns.map((row) => row.taskRun),
    );
    for (const { taskRun, position } of loaded.taskRuns) {
      live.positions.set(taskRun.id, position);
      live.nextPosition = Math.max(live.nextPosition, position + 1);
    }
    for (const key of loaded.tableJobs) {
      live.tableJobs.add(key);
    }
    for (const [key, dueAt] of loaded.delays) {
      live.delays.set(key, dueAt);
      this.arm(live, key);
    }
    return live;
  }

  /** Sets the timer of a pending delay; replaces the one of the same key. */
  arm(live: LiveExecution, key: string): void {
    const executionId = live.view.execution.id;
    const name = timerName(executionId, key);
    clearTimeout(this.timers.get(name));
    this.timers.delete(name);
    const dueAt = live.delays.get(key);
    const wait = dueAt === undefined ? Infinity : Date.parse(dueAt) - this.now();
    if (wait > MAX_TIMER_MS) {
      return;
    }
    const timer = setTimeout(
      () => {
        this.timers.delete(name);
        this.onDelay(executionId, key);
      },
      Math.max(0, wait),
    );
    this.timers.set(name, timer);
  }

  /** True when the delay is pending and its date has come: it may be told twice, or have been moved. */
  isDue(live: LiveExecution, key: string): boolean {
    const dueAt = live.delays.get(key);
    return dueAt !== undefined && Date.parse(dueAt) <= this.now();
  }

  forget(executionId: string): void {
    const live = this.byId.get(executionId);
    if (live === undefined) {
      return;
    }
    this.byId.delete(executionId);
    this.unsaved.delete(live);
    for (const key of live.delays.keys()) {
      const name = timerName(executionId, key);
      clearTimeout(this.timers.get(name));
      this.timers.delete(name);
    }
  }

  ids(): string[] {
    return [...this.byId.keys()];
  }

  /** Forgets it and gives the mail that waits for answers, to be delivered again. */
  drop(executionId: string): Mail[] {
    const parked = this.byId.get(executionId)?.parked;
    this.forget(executionId);
    return parked === undefined
      ? []
      : [...parked.work.mails.map(({ mail }) => mail), ...parked.waiting];
  }

  clear(): void {
    this.ids().forEach((executionId) => this.forget(executionId));
  }

  /** Executions of which the tables know everything. */
  releasable(): LiveExecution[] {
    return [...this.byId.values()].filter(isReleasable);
  }

  /** Executions that have only waited since then. */
  waitingSince(instantMs: number): LiveExecution[] {
    return [...this.byId.values()].filter((live) => live.lastUsedAt < instantMs && onlyWaits(live));
  }

  private hold(execution: Execution, flow: Flow, taskRuns: readonly TaskRun[]): LiveExecution {
    const live: LiveExecution = {
      view: openView(flow, execution, taskRuns),
      flow,
      positions: new Map(),
      nextPosition: 0,
      delays: new Map(),
      tableJobs: new Set(),
      localJobs: new Set(),
      isNew: false,
      parked: undefined,
      chores: 0,
      lastUsedAt: this.now(),
    };
    this.byId.set(execution.id, live);
    return live;
  }
}

/** Ended and nothing under way any more: nobody needs to hold it. */
export function isFinished(live: LiveExecution): boolean {
  return (
    isTerminated(live.view.execution.state.current) &&
    live.delays.size === 0 &&
    live.chores === 0 &&
    isIdle(live.view)
  );
}

/** Nothing in this process is busy with it. */
function isReleasable(live: LiveExecution): boolean {
  return live.parked === undefined && live.chores === 0 && live.localJobs.size === 0;
}

/** Nor is any worker. */
function onlyWaits(live: LiveExecution): boolean {
  return isReleasable(live) && live.tableJobs.size === 0;
}

function timerName(executionId: string, key: string): string {
  return `${executionId} ${key}`;
}
