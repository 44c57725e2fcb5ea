import type { Execution } from '../model/execution.js';
import type { LogLevel } from '../model/task.js';
import { isTerminated, type StateType } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import { applyChange, taskRunIdIn } from './apply.js';
import type { Change } from './changes.js';
import type { Command, EvaluationRequest } from './commands.js';
import type { Decision } from './decision.js';
import { type ExecutionView, findTaskRun, inOrder, putRun, ROOT } from './view.js';

/**
 * A decision in the making. Its changes hold in the view while it is made, so that every rule sees what earlier ones
 * did, and `rollBack` leaves the view as it was. Costs what the changes cost.
 */
export class Draft {
  readonly changes: Change[] = [];
  private readonly commands: Command[] = [];
  private readonly requests = new Map<string, EvaluationRequest>();
  private readonly undo: (() => void)[] = [];
  private readonly previous: Execution;
  private touched = new Set<string>();
  private halted = false;

  constructor(
    readonly view: ExecutionView,
    /** The instant of the event; dates every change. */
    readonly at: string,
  ) {
    this.previous = view.execution;
  }

  change(change: Change): void {
    if (change.kind === 'TaskRunCreated' || 'taskRunId' in change) {
      this.remember(taskRunIdIn(change), change);
    }
    applyChange(this.view, change);
    this.changes.push(change);
  }

  command(command: Command): void {
    this.commands.push(command);
  }

  /** Nothing follows from this event in this step. */
  halt(): void {
    this.halted = true;
  }

  get isHalted(): boolean {
    return this.halted;
  }

  /** The execution has come to its end in this decision. */
  get endsExecution(): boolean {
    const { current } = this.view.execution.state;
    return isTerminated(current) && !isTerminated(this.previous.state.current);
  }

  get isEmpty(): boolean {
    const sizes = [
      this.changes.length,
      this.commands.length,
      this.requests.size,
      this.touched.size,
    ];
    return sizes.every((size) => size === 0);
  }

  /** Asks the shell for a value; asking again in the same decision asks once. */
  ask(request: EvaluationRequest): void {
    this.requests.set(request.key, request);
  }

  log(level: LogLevel, message: string, taskRunId?: string): void {
    this.command({
      kind: 'AppendLog',
      level,
      message,
      ...(taskRunId !== undefined && { taskRunId }),
    });
  }

  moveRun(taskRunId: string, state: StateType): void {
    if (findTaskRun(this.view, taskRunId)?.state.current !== state) {
      this.change({ kind: 'TaskRunStateChanged', taskRunId, state, at: this.at });
    }
  }

  setMemo(taskRunId: string, memo: Readonly<Record<string, unknown>>): void {
    this.change({ kind: 'MemoSet', taskRunId, memo });
  }

  /** Every state the execution reaches is announced once. */
  moveExecution(state: StateType): void {
    if (this.view.execution.state.current !== state) {
      this.change({ kind: 'ExecutionStateChanged', state, at: this.at });
      this.command({ kind: 'AnnounceState', state });
    }
  }

  /** Puts the flow (ROOT) or a flowable task run on the list of those whose children may have something to say. */
  touch(parentId: string): void {
    this.touched.add(parentId);
  }

  /** The flow and every open flowable: after a time in which nothing was allowed to advance. */
  touchAll(): void {
    this.touch(ROOT);
    inOrder(this.view, this.view.openFlowables).forEach((id) => this.touch(id));
  }

  takeTouched(): readonly string[] {
    const touched = [...this.touched];
    this.touched = new Set();
    return touched;
  }

  decision(): Decision {
    const requests = [...this.requests.values()];
    const question: Command[] =
      requests.length > 0 ? [{ kind: 'EvaluateExpressions', requests }] : [];
    return { changes: this.changes, commands: [...this.commands, ...question] };
  }

  rollBack(): void {
    while (this.undo.length > 0) {
      this.undo.pop()?.();
    }
    this.view.execution = this.previous;
  }

  private remember(taskRunId: string, change: Change): void {
    const { view } = this;
    const before = view.entries.get(taskRunId);
    const { nextOrder } = view;
    this.undo.push(() => {
      putRun(view, taskRunId, before?.run, before?.order);
      view.nextOrder = nextOrder;
    });
    const run: TaskRun | undefined =
      change.kind === 'TaskRunCreated' ? change.taskRun : before?.run;
    this.touch(run?.parentTaskRunId ?? ROOT);
    if (before?.node?.flowable !== undefined) {
      this.touch(taskRunId);
    }
  }
}
