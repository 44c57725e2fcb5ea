import {
  apply,
  type Command,
  decide,
  type Decision,
  type EvaluationRequest,
  type EvaluationResult,
  type ExecutionEvent,
  type ExecutionView,
  findTaskRun,
  openView,
  taskOf,
  taskRunsOf,
  type TaskRunEnded,
} from '../engine/index.js';
import type { Execution } from '../model/execution.js';
import type { Flow } from '../model/flow.js';
import type { StateType } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import { anExecution, T0 } from './builders.js';
import {
  type ChildrenOptions,
  type Reports,
  SimulatedChildren,
  type UndatedEvent,
} from './simulated-children.js';
import { directoryReports } from './simulated-directory.js';

type Outcome = Pick<TaskRunEnded, 'state' | 'outputs'>;

export interface SimulationOptions {
  readonly execution?: Execution;
  readonly taskRuns?: readonly TaskRun[];
  /** What a worker makes of an attempt; SUCCESS unless told. */
  readonly outcome?: (taskRun: TaskRun, attempt: number, view: ExecutionView) => Outcome;
  /** The value of a template, or an Error that rendering it gives; the template itself unless told. */
  readonly evaluate?: (request: EvaluationRequest, view: ExecutionView) => unknown;
  /** Which of so many waiting things happens next: 0 is the oldest. */
  readonly choose?: (count: number) => number;
  /** Asked when a slot of the concurrency limit is; a free one is taken. */
  readonly slotIsFree?: boolean | (() => boolean);
  readonly listeners?: readonly number[];
  /** Child executions, and the workers of WorkingDirectories; without it a spec tells of them itself. */
  readonly children?: ChildrenOptions;
  /** Called with every step before its changes are applied. */
  readonly watch?: (view: ExecutionView, event: ExecutionEvent, decision: Decision) => void;
}

/**
 * A shell in memory: answers the questions of the core, plays workers and lets delays elapse, one second per event. It
 * performs no effect at once: they wait in `pending`, so that a spec can interfere between any two events.
 */
export class Simulation {
  readonly view: ExecutionView;
  readonly commands: Command[] = [];
  /** Events to come, oldest first: results of attempts, and delays by their date. */
  pending: PendingEvent[] = [];
  private now = Date.parse(T0);
  private readonly children: SimulatedChildren | undefined;
  private readonly killedOnWorkers = new Set<string>();

  constructor(
    flow: Flow,
    private readonly options: SimulationOptions = {},
  ) {
    const execution = options.execution ?? anExecution(flow);
    this.view = openView(flow, execution, options.taskRuns ?? []);
    this.children = options.children && new SimulatedChildren(this.view, options.children);
  }

  get at(): string {
    return new Date(this.now).toISOString();
  }

  /** States of the task runs in creation order, as `task=STATE` or `task[value]=STATE`. */
  get states(): readonly string[] {
    return taskRunsOf(this.view).map(({ taskId, value, state }) => {
      const name = value === undefined ? taskId : `${taskId}[${value}]`;
      return `${name}=${state.current}`;
    });
  }

  create(): this {
    this.send({ kind: 'ExecutionCreated' });
    return this;
  }

  /** Creates the execution and lets everything happen. */
  run(): this {
    return this.create().settle();
  }

  /** Lets what is pending happen until nothing is, `limit` things at most. */
  settle(limit = 10_000): this {
    for (let left = limit; left > 0 && this.pending.length > 0; left--) {
      this.step();
    }
    return this;
  }

  /** Lets everything happen, and somebody does by hand what has to be done so. */
  finish(limit = 1_000): this {
    for (let left = limit; left > 0; left--) {
      const help = HELP[this.settle().view.execution.state.current];
      if (help === undefined) {
        break;
      }
      this.send(help);
    }
    return this;
  }

  /** One thing that is pending happens. */
  step(): this {
    const index = this.options.choose?.(this.pending.length) ?? 0;
    const [next] = this.pending.splice(index, 1);
    if (next !== undefined) {
      this.now = Math.max(this.now, next.dueAt);
      this.send(next.event);
      this.hear(next.later);
    }
    return this;
  }

  /** The next report of somebody who tells one thing after another. */
  private hear(later: Reports | undefined): void {
    const next = later?.next();
    if (later !== undefined && next !== undefined && next.done !== true) {
      this.pending.push({ dueAt: this.now, event: next.value, later });
    }
  }

  send(event: UndatedEvent): Decision {
    this.now += 1000;
    return this.deliver({ ...event, at: this.at } as ExecutionEvent);
  }

  private deliver(event: ExecutionEvent): Decision {
    const decision = decide(this.view, event);
    this.options.watch?.(this.view, event, decision);
    apply(this.view, decision.changes);
    for (const command of decision.commands) {
      this.commands.push(command);
      this.obey(command);
    }
    return decision;
  }

  private obey(command: Command): void {
    switch (command.kind) {
      case 'EvaluateExpressions': {
        const results = command.requests.map((request) => this.evaluated(request));
        this.deliver({ kind: 'ExpressionsEvaluated', at: this.at, results });
        return;
      }
      case 'EvaluateListeners': {
        const holding = this.options.listeners ?? [];
        this.deliver({ kind: 'ListenersEvaluated', at: this.at, holding });
        return;
      }
      case 'ResolveFlowOutputs': {
        this.deliver({ kind: 'FlowOutputsResolved', at: this.at, ...this.flowOutputs() });
        return;
      }
      case 'AskConcurrencySlot': {
        const { slotIsFree = true } = this.options;
        const granted = typeof slotIsFree === 'boolean' ? slotIsFree : slotIsFree();
        this.deliver({ kind: 'ConcurrencySlotAnswered', at: this.at, granted });
        return;
      }
      case 'Proceed':
        this.deliver({ kind: 'Proceeded', at: this.at });
        return;
      case 'SubmitWorkerTask':
        this.work(command.taskRunId, command.attempt);
        return;
      case 'KillWorkerTasks':
        command.taskRunIds.forEach((id) => this.killedOnWorkers.add(id));
        return;
      case 'Delay':
        this.pending = this.pending.filter(({ key }) => key !== command.key);
        this.pending.push({
          key: command.key,
          dueAt: Date.parse(command.at),
          event: { kind: 'DelayElapsed', key: command.key },
        });
        return;
      case 'CancelDelays':
        this.pending = this.pending.filter(
          ({ key }) => key === undefined || command.keys?.includes(key) === false,
        );
        return;
      default:
        this.children?.obey(command).forEach((reports) => this.hear(reports));
    }
  }

  /** A worker runs the attempt; a killed task may have ended already, but a killed directory begins no further child. */
  private work(taskRunId: string, attempt: number): void {
    const run = findTaskRun(this.view, taskRunId);
    const task = taskOf(this.view, taskRunId);
    const isDirectory = task?.type.endsWith('.WorkingDirectory') === true;
    if (run === undefined || task === undefined || !isDirectory || this.children === undefined) {
      this.pending.push(this.resultOf(taskRunId, attempt));
      return;
    }
    this.killedOnWorkers.delete(taskRunId);
    this.hear(
      directoryReports({
        run,
        task,
        attempt,
        runIf: ({ id, runIf }) => {
          const answer = this.evaluated({ key: '', expression: runIf, taskRunId, taskId: id });
          return 'error' in answer ? new Error(answer.error) : answer.value;
        },
        outcome: (child, tries) => this.outcomeOf(child, tries).state as 'SUCCESS',
        isKilled: () => this.killedOnWorkers.has(taskRunId),
      }),
    );
  }

  private flowOutputs():
    { readonly outputs: Record<string, unknown> } | { readonly error: string } {
    const { outputs } = this.view.flow;
    const answers = outputs.map(({ id, value }) => this.evaluated({ key: id, expression: value }));
    const wrong = answers.find((answer) => 'error' in answer);
    return wrong !== undefined
      ? { error: wrong.error }
      : {
          outputs: Object.fromEntries(
            answers.map((answer) => [answer.key, 'value' in answer && answer.value]),
          ),
        };
  }

  private evaluated(request: EvaluationRequest): EvaluationResult {
    const { key, expression } = request;
    const value = this.options.evaluate?.(request, this.view) ?? expression;
    return value instanceof Error ? { key, error: value.message } : { key, value };
  }

  /** What the worker will say of an attempt, decided when it is handed out. */
  private resultOf(taskRunId: string, attempt: number): PendingEvent {
    const run = findTaskRun(this.view, taskRunId);
    const outcome: Outcome =
      run === undefined ? { state: 'SUCCESS' } : this.outcomeOf(run, attempt);
    return {
      dueAt: this.now,
      event: { kind: 'TaskRunEnded', taskRunId, attempt, startedAt: this.at, ...outcome },
    };
  }

  private outcomeOf(run: TaskRun, attempt: number): Outcome {
    const given = this.options.outcome?.(run, attempt, this.view);
    return given ?? { state: 'SUCCESS', outputs: { value: run.taskId } };
  }
}

/** What lets an execution go on that waits for somebody. */
const HELP: Readonly<Partial<Record<StateType, UndatedEvent>>> = {
  PAUSED: { kind: 'ResumeRequested' },
  BREAKPOINT: { kind: 'ResumeFromBreakpointRequested' },
  QUEUED: { kind: 'ConcurrencySlotGranted' },
};

export interface PendingEvent {
  readonly key?: string;
  readonly dueAt: number;
  readonly event: UndatedEvent;
  /** What the same one tells after that. */
  readonly later?: Reports;
}

/** The execution of a flow, from its creation until nothing is pending. */
export function simulate(flow: Flow, options: SimulationOptions = {}): Simulation {
  return new Simulation(flow, options).run();
}
