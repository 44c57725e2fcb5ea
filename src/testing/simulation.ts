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
import type { TaskRun } from '../model/task-run.js';
import { anExecution, T0 } from './builders.js';

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
  readonly slotIsFree?: boolean;
  readonly listeners?: readonly number[];
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

  constructor(
    flow: Flow,
    private readonly options: SimulationOptions = {},
  ) {
    const execution = options.execution ?? anExecution(flow);
    this.view = openView(flow, execution, options.taskRuns ?? []);
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

  /** Creates the execution and lets everything happen. */
  run(): this {
    this.send({ kind: 'ExecutionCreated' });
    return this.settle();
  }

  /** Lets what is pending happen until nothing is, `limit` things at most. */
  settle(limit = 10_000): this {
    for (let left = limit; left > 0 && this.pending.length > 0; left--) {
      this.step();
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
    }
    return this;
  }

  send(event: Undated<ExecutionEvent>): Decision {
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
        const outputs = Object.fromEntries(
          this.view.flow.outputs.map(({ id, value }) => [id, value]),
        );
        this.deliver({ kind: 'FlowOutputsResolved', at: this.at, outputs });
        return;
      }
      case 'AskConcurrencySlot': {
        const granted = this.options.slotIsFree ?? true;
        this.deliver({ kind: 'ConcurrencySlotAnswered', at: this.at, granted });
        return;
      }
      case 'Proceed':
        this.deliver({ kind: 'Proceeded', at: this.at });
        return;
      case 'SubmitWorkerTask':
        this.pending.push(this.resultOf(command.taskRunId, command.attempt));
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
        return;
    }
  }

  private evaluated(request: EvaluationRequest): EvaluationResult {
    const { key, expression } = request;
    const value = this.options.evaluate?.(request, this.view) ?? expression;
    return value instanceof Error ? { key, error: value.message } : { key, value };
  }

  /** What the worker will say of an attempt, decided when it is handed out. */
  private resultOf(taskRunId: string, attempt: number): PendingEvent {
    const run = findTaskRun(this.view, taskRunId);
    const outcome: Outcome = (run && this.options.outcome?.(run, attempt, this.view)) ?? {
      state: 'SUCCESS',
      outputs: { value: taskOf(this.view, taskRunId)?.id },
    };
    return {
      dueAt: this.now,
      event: { kind: 'TaskRunEnded', taskRunId, attempt, startedAt: this.at, ...outcome },
    };
  }
}

type Undated<E> = E extends ExecutionEvent ? Omit<E, 'at'> : never;

export interface PendingEvent {
  readonly key?: string;
  readonly dueAt: number;
  readonly event: Undated<ExecutionEvent>;
}

/** The execution of a flow, from its creation until nothing is pending. */
export function simulate(flow: Flow, options: SimulationOptions = {}): Simulation {
  return new Simulation(flow, options).run();
}
