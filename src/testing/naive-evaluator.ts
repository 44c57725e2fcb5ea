import type { Flow } from '../model/flow.js';
import type { StateType } from '../model/state.js';
import type { Retry, Task, WorkerGroup } from '../model/task.js';
import { isLeaf, type Leaf, leaf } from './naive-leaf.js';
import { inOrder, isTruthy, type Plan, PLANNERS, type Slot } from './naive-plan.js';

/**
 * A second opinion about engine.md §§4–13, 22: what an execution comes to, computed from the end states of tasks by
 * plain recursion over the flow. It knows no events, no order of events and no indexes, and nothing of the engine.
 * Left out: pauses that CANCEL, Exit, kill, CREATE_NEW_EXECUTION, limits and everything that depends on time.
 */
export function evaluate(flow: Flow, outcomes: Outcomes): Evaluation {
  const { retry, workerGroup } = flow;
  const scope: Scope = { outcomes, path: [], retry, workerGroup };
  const main = withHandlers(together(inOrder(flow.tasks), scope), flow, scope);
  // §4.4: outputs that cannot be rendered fail what went well.
  const nowhere: Place = { taskId: '', path: [] };
  const isBroken = flow.outputs.some(
    ({ value }) => outcomes.expression(nowhere, value) instanceof Error,
  );
  // §12: runs when the execution has ended and never changes its state.
  const listeners = flow.listeners.filter(
    ({ conditions = [] }, index) => conditions.length === 0 || outcomes.holds(index),
  );
  const after = [listeners.flatMap(({ tasks }) => tasks), flow.afterExecution];
  return followed({ ...main, ...(isBroken && { state: 'FAILED' }) }, after, scope);
}

/**
 * Where a task run is: its task, and from the outermost to the innermost of its ancestors and itself the values they
 * iterate over; `#2` stands for the second pass of a LoopUntil.
 */
export interface Place {
  readonly taskId: string;
  readonly path: readonly string[];
}

/** The outer world: the same answer to the same question, whenever it is asked. */
export interface Outcomes {
  /** How the attempt, counted from 1, ends on the worker. */
  readonly attempt: (place: Place, attempt: number) => 'SUCCESS' | 'WARNING' | 'FAILED';
  /** The value of a property of the task run; an Error when it cannot be rendered. */
  readonly expression: (place: Place, expression: unknown) => unknown;
  /** How the child execution of an attempt, or of one of its batches, ends. */
  readonly child: (
    place: Place,
    attempt: number,
    batch?: number,
  ) => 'refused' | 'SUCCESS' | 'WARNING' | 'FAILED' | 'KILLED' | 'CANCELLED';
  /** The number of batches of a ForEachItem. */
  readonly batches: (place: Place) => number;
  /** Whether the conditions of the listener hold. */
  readonly holds: (listener: number) => boolean;
}

/**
 * Whether a task run is there at the end. `removed`: it was, in an earlier pass of a LoopUntil. `unsure`: something beside
 * it FAILED in a block whose tasks run side by side (§4.5: a failing branch stops new siblings), so that the order of
 * events decides whether it began, whether the execution left it the time to end, and which pass of a loop was the last.
 */
export type Presence = 'sure' | 'removed' | 'unsure';

export interface NaiveTaskRun extends Place {
  readonly state: StateType;
  readonly value?: string;
  readonly iteration?: number;
  /** How often it was tried; 0 for a flowable and for what never came to that. */
  readonly attempts: number;
  readonly presence: Presence;
}

export interface Evaluation {
  readonly state: StateType;
  readonly taskRuns: readonly NaiveTaskRun[];
  /**
   * False: the state depends on the order of events, because something was KILLED beside something that FAILED, and
   * KILLED counts more (§4.3) if it comes before the end.
   */
  readonly isOrderly: boolean;
}

/** The main tasks of a block: one that FAILED beside one that was KILLED brings the error tasks about (§4.2). */
interface Main extends Evaluation {
  readonly hasFailed: boolean;
}

/** What descendants are told by their ancestors. */
export interface Scope {
  readonly outcomes: Outcomes;
  readonly path: readonly string[];
  /** Of the nearest ancestor that has one (§13.3). */
  readonly retry: Retry | undefined;
  /** Of the flow. */
  readonly workerGroup: WorkerGroup | undefined;
  /** The worker of a WorkingDirectory runs it. */
  readonly isInDirectory?: boolean;
}

/** §4.3, §12: handlers never change what the main tasks came to. */
function withHandlers(main: Main, block: Flow | Task, scope: Scope): Evaluation {
  const errors = main.hasFailed ? block['errors'] : [];
  return followed(main, [errors, block['finally']], scope);
}

/** By lists of tasks that do not change the state. */
function followed<E extends Evaluation>(main: E, lists: readonly unknown[], scope: Scope): E {
  const all = [main, ...lists.map((tasks) => together(inOrder(tasks), scope))];
  return {
    ...main,
    taskRuns: all.flatMap(({ taskRuns }) => taskRuns),
    isOrderly: all.every(({ isOrderly }) => isOrderly),
  };
}

/** A slot begins when what it waits for is over and has not FAILED: a failure ends the block (§4.2). */
function together(slots: readonly Slot[], scope: Scope): Main {
  const runs = new Map<Slot, Evaluation>();
  const stateOf = (slot: Slot): StateType => runs.get(slot)?.state ?? 'FAILED';
  for (const slot of slots) {
    if (slot.after.every((before) => stateOf(before) !== 'FAILED')) {
      runs.set(slot, evaluateTask(slot, scope));
    }
  }
  const failed = [...runs.keys()].filter((slot) => stateOf(slot) === 'FAILED');
  const isSure = (slot: Slot): boolean =>
    failed.every((culprit) => culprit === slot || waitsFor(culprit, slot));
  const all = [...runs];
  return {
    state: guessFinalState(all.map(([slot]) => stateOf(slot))),
    hasFailed: failed.length > 0,
    isOrderly: all.every(
      ([slot, run]) => run.isOrderly && (isSure(slot) || run.state !== 'KILLED'),
    ),
    taskRuns: all.flatMap(([slot, { taskRuns }]) =>
      isSure(slot) ? taskRuns : marked(taskRuns, 'unsure'),
    ),
  };
}

function marked(runs: readonly NaiveTaskRun[], presence: Presence): readonly NaiveTaskRun[] {
  return runs.map((run) => ({ ...run, presence }));
}

function waitsFor(slot: Slot, other: Slot): boolean {
  return slot.after.some((before) => before === other || waitsFor(before, other));
}

/** §4.3: of main tasks; SKIPPED and CANCELLED count as SUCCESS. */
function guessFinalState(states: readonly StateType[]): StateType {
  const ranks = ['KILLED', 'FAILED', 'WARNING'] as const;
  return ranks.find((state) => states.includes(state)) ?? 'SUCCESS';
}

/** The task run of a slot, followed by all its descendants. */
function evaluateTask(slot: Slot, scope: Scope): Evaluation {
  const { task, value, iteration } = slot;
  const path = value === undefined ? scope.path : [...scope.path, value];
  const place: Place = { taskId: task.id, path };
  const result = resultOf(task, place, { ...scope, path, retry: task.retry ?? scope.retry });
  const { attempts = 0, taskRuns = [], isOrderly = true } = result;
  const state = softened(task, result.state);
  const counted = iteration !== undefined && { value, iteration };
  const own: NaiveTaskRun = { ...place, state, attempts, presence: 'sure', ...counted };
  return { state, taskRuns: [own, ...taskRuns], isOrderly };
}

/** Before the task's own `allowFailure` and `allowWarning`. */
function resultOf(task: Task, place: Place, inside: Scope): Partial<Evaluation> & Leaf {
  const runIf = inside.outcomes.expression(place, task.runIf ?? 'true');
  if (runIf instanceof Error) {
    // A worker that finds out has tried.
    return { state: 'FAILED', attempts: inside.isInDirectory === true ? 1 : 0 };
  }
  if (!isTruthy(runIf)) {
    return { state: 'SKIPPED' };
  }
  if (isLeaf(task)) {
    return leaf(task, place, inside);
  }
  return task.type.endsWith('.LoopUntil')
    ? evaluateLoop(task, inside)
    : evaluateFlowable(task, place, inside);
}

/** §5: allowFailure, then allowWarning. */
function softened(task: Task, state: StateType): StateType {
  const mild = state === 'FAILED' && task.allowFailure === true ? 'WARNING' : state;
  return mild === 'WARNING' && task.allowWarning === true ? 'SUCCESS' : mild;
}

function evaluateFlowable(task: Task, place: Place, scope: Scope): Evaluation {
  const { outcomes } = scope;
  const planner = PLANNERS.get(task.type.slice(task.type.lastIndexOf('.') + 1));
  const plan = planner?.(task, (text) => outcomes.expression(place, text), scope.workerGroup);
  const main = plan && mainOf(plan, scope);
  const isBroken = [plan?.last]
    .flat()
    .some((expression) => outcomes.expression(place, expression) instanceof Error);
  if (main === undefined || (isBroken && !main.hasFailed)) {
    // Not by a child, hence without `errors` and `finally` (§3, §4.3).
    const { taskRuns = [], isOrderly = true } = main ?? {};
    return { state: plan?.refused ?? 'FAILED', taskRuns, isOrderly };
  }
  const hasFailed = main.hasFailed && plan?.errorsInside !== true;
  const all = withHandlers({ ...main, hasFailed }, task, scope);
  return { ...all, state: plan?.ending?.(all.state) ?? all.state };
}

function mainOf({ slots, forced, refused, isInDirectory }: Plan, scope: Scope): Main | undefined {
  const main = together(slots, { ...scope, ...(isInDirectory && { isInDirectory }) });
  const end = forced !== undefined && { state: forced, hasFailed: forced === 'FAILED' };
  return refused === undefined ? { ...main, ...end } : undefined;
}

/** §8: the condition is asked after each pass; only the task runs of the last pass stay. */
function evaluateLoop(task: Task, scope: Scope, pass = 1): Evaluation {
  const { maxIterations = Infinity } = (task['checkFrequency'] ?? {}) as { maxIterations?: number };
  const inside: Scope = { ...scope, path: [...scope.path, `#${pass}`] };
  const main = together(inOrder(task['tasks']), inside);
  if (main.hasFailed) {
    return withHandlers(main, task, inside);
  }
  const place: Place = { taskId: task.id, path: inside.path };
  const condition = scope.outcomes.expression(place, task['condition']);
  if (condition instanceof Error) {
    return { ...main, state: 'FAILED' };
  }
  if (!isTruthy(condition) && pass < maxIterations) {
    const next = evaluateLoop(task, scope, pass + 1);
    return {
      ...next,
      taskRuns: [...marked(main.taskRuns, 'removed'), ...next.taskRuns],
      isOrderly: main.isOrderly && next.isOrderly,
    };
  }
  const isForced = !isTruthy(condition) && task['failOnMaxReached'] === true;
  const forced = isForced && { state: guessFinalState([main.state, 'FAILED']), hasFailed: true };
  return withHandlers({ ...main, ...forced }, task, inside);
}
