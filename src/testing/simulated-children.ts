import {
  childExecutionId,
  type Command,
  type ExecutionEvent,
  type ExecutionView,
  findTaskRun,
  isAlive,
} from '../engine/index.js';
import { isTerminated } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';

type Undated<E> = E extends ExecutionEvent ? Omit<E, 'at'> : never;
export type UndatedEvent = Undated<ExecutionEvent>;

/** What somebody tells in the course of time; each report is made up when the one before has arrived. */
export type Reports = Iterator<UndatedEvent, void>;

/** What becomes of a child execution, and how its parent hears of it. */
export interface ChildStory {
  readonly state: 'refused' | 'SUCCESS' | 'WARNING' | 'FAILED' | 'KILLED' | 'CANCELLED';
  /**
   * `twice`: everything; `early`: of a batch, the end before the beginning; `paused`: something that is no end comes
   * first; `replaced`: it ends as another execution (engine.md §13.5).
   */
  readonly manner?: 'twice' | 'early' | 'paused' | 'replaced';
}

export interface ChildrenOptions {
  /** `again`: how often this child was restarted. */
  readonly story: (
    run: TaskRun,
    attempt: number,
    batch: number | undefined,
    again: number,
  ) => ChildStory;
  /** Of the `_items` task run of a ForEachItem. */
  readonly batches: (run: TaskRun) => number;
}

interface Child {
  readonly taskRunId: string;
  readonly iteration?: number;
  readonly executionId: string;
  readonly waits: boolean;
}

/** The executions that the simulated one starts. They report in no order among each other. */
export class SimulatedChildren {
  private readonly killed = new Set<Child>();
  private readonly born = new Set<Child>();
  private readonly restarts = new Map<string, number>();

  constructor(
    private readonly view: ExecutionView,
    private readonly options: ChildrenOptions,
  ) {}

  /** Who has something to tell because of this command. */
  obey(command: Command): readonly Reports[] {
    switch (command.kind) {
      case 'StartSubflow':
        return [this.started(command.taskRunId, command.attempt, command.wait)];
      case 'StartSubflowBatches':
        return this.batches(command);
      case 'RestartSubflow':
        return [this.restarted(command)];
      case 'KillSubflows':
        this.born.forEach((child) => this.killed.add(child));
        return [];
      default:
        return [];
    }
  }

  private batches(command: Extract<Command, { kind: 'StartSubflowBatches' }>): readonly Reports[] {
    const { taskRunId, attempt, from, count = Infinity, wait } = command;
    const run = findTaskRun(this.view, taskRunId);
    const numberOfBatches = run === undefined ? 0 : this.options.batches(run);
    const found: UndatedEvent = { kind: 'SubflowBatchesFound', taskRunId, numberOfBatches };
    const end = Math.min(from + count, numberOfBatches);
    const numbers = Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index);
    return [
      ...(from === 0 ? [[found].values()] : []),
      ...numbers.map((batch) => this.started(taskRunId, attempt, wait, batch)),
    ];
  }

  private started(taskRunId: string, attempt: number, waits: boolean, iteration?: number): Reports {
    const executionId = childExecutionId(taskRunId, attempt, iteration);
    const child = { taskRunId, executionId, waits, ...(iteration !== undefined && { iteration }) };
    const run = findTaskRun(this.view, taskRunId);
    return run === undefined
      ? [].values()
      : this.tellAll(child, this.options.story(run, attempt, iteration, 0));
  }

  private restarted(command: Extract<Command, { kind: 'RestartSubflow' }>): Reports {
    const { taskRunId, executionId, iteration } = command;
    const child = {
      taskRunId,
      executionId,
      waits: true,
      ...(iteration !== undefined && { iteration }),
    };
    const again = (this.restarts.get(executionId) ?? 0) + 1;
    this.restarts.set(executionId, again);
    const run = findTaskRun(this.view, taskRunId);
    const attempt = Number(run?.memo?.['attempt']);
    this.born.add(child);
    return run === undefined
      ? [].values()
      : this.tellEnd(child, this.options.story(run, attempt, iteration, again));
  }

  /** Nothing of a child that nobody wants any more when it is about to be created. */
  private *tellAll(child: Child, { state, manner }: ChildStory): Reports {
    const { waits, iteration } = child;
    const where = placeOf(child);
    if (!this.isWanted(child)) {
      return;
    }
    if (state === 'refused') {
      yield { kind: 'SubflowRefused', ...where, message: 'There is no such flow' };
      return;
    }
    this.born.add(child);
    const { executionId } = child;
    const started: UndatedEvent = {
      kind: 'SubflowStarted',
      ...where,
      executionId,
      state: 'CREATED',
    };
    const isEarly = manner === 'early' && iteration !== undefined && waits;
    if (!isEarly) {
      yield started;
    }
    if (manner === 'twice') {
      yield started;
    }
    if (waits) {
      yield* this.tellEnd(child, { state, manner });
    }
    if (isEarly) {
      yield started;
    }
  }

  private *tellEnd(child: Child, { state, manner }: ChildStory): Generator<UndatedEvent, void> {
    const where = { ...placeOf(child), ...identityOf(child.executionId, manner) };
    if (manner === 'paused') {
      yield { kind: 'SubflowEnded', ...where, state: 'PAUSED' };
    }
    const isKilled = this.killed.has(child) || state === 'refused';
    const end: UndatedEvent = {
      kind: 'SubflowEnded',
      ...where,
      state: isKilled ? 'KILLED' : state,
    };
    yield end;
    if (manner === 'twice') {
      yield end;
    }
  }

  private isWanted({ taskRunId }: Child): boolean {
    const run = findTaskRun(this.view, taskRunId);
    return run !== undefined && isAlive(this.view, run) && !isTerminated(run.state.current);
  }
}

function placeOf({ taskRunId, iteration }: Child): { taskRunId: string; iteration?: number } {
  return { taskRunId, ...(iteration !== undefined && { iteration }) };
}

/** Whoever takes the place of a child is named after it. */
function identityOf(
  id: string,
  manner: ChildStory['manner'],
): { executionId: string; originalId?: string } {
  const originalId = id.replace(/\+$/, '');
  const executionId = manner === 'replaced' ? `${originalId}+` : id;
  return { executionId, ...(executionId !== originalId && { originalId }) };
}
