import type { Flow } from '../model/flow.js';
import type { StateType } from '../model/state.js';
import type { Retry, Task } from '../model/task.js';
import { inOrder, isTruthy, PLANNERS, type Slot } from './naive-plan.js';

/**
 * A second opinion about engine.md §§4–8, 12, 13: what an execution comes to, computed from the end states of tasks by
 * plain recursion over the flow. It knows no events, no order of events and no indexes, and nothing of the engine.
 * Left out: pauses without a duration or that CANCEL, WorkingDirectory, subflows, kill, CREATE_NEW_EXECUTION, listeners
 * and everything that depends on time.
 */
export function evaluate(flow: Flow, outcomes: Outcomes): Evaluation {
  const scope: Scope = { outcomes, path: [], ...(flow.retry && { retry: flow.retry }) };
  const { state, taskRuns } = withHandlers(together(inOrder(flow.tasks), scope), flow, scope);
  // §12: runs when the execution has ended and never changes its state.
  const after = together(inOrder(flow.afterExecution), scope).taskRuns;
  return { state, taskRuns: [...taskRuns, ...after] };
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
  /** How often a worker ran it; 0 for a flowable and for what never came to a worker. */
  readonly attempts: number;
  readonly presence: Presence;
}

export interface Evaluation {
  readonly state: StateType;
  readonly taskRuns: readonly NaiveTaskRun[];
}

/** What descendants are told by their ancestors. */
interface Scope {
  readonly outcomes: Outcomes;
  readonly path: readonly string[];
  /** Of the nearest ancestor that has one (§13.3). */
  readonly retry?: Retry;
}

/** §4.3, §12: handlers never change what the main tasks came to. */
function withHandlers(main: Evaluation, block: Flow | Task, scope: Scope): Evaluation {
  const errors = main.state === 'FAILED' ? block['errors'] : [];
  const handlers = [errors, block['finally']].flatMap(
    (tasks) => together(inOrder(tasks), scope).taskRuns,
  );
  return { ...main, taskRuns: [...main.taskRuns, ...handlers] };
}

/** A slot begins when what it waits for is over and has not FAILED: a failure ends the block (§4.2). */
function together(slots: readonly Slot[], scope: Scope): Evaluation {
  const runs = new Map<Slot, readonly NaiveTaskRun[]>();
  const isDone = (slot: Slot): boolean => (runs.get(slot)?.[0]?.state ?? 'FAILED') !== 'FAILED';
  for (const slot of slots) {
    if (slot.after.every(isDone)) {
      runs.set(slot, evaluateTask(slot, scope));
    }
  }
  const failed = [...runs.keys()].filter((slot) => runs.get(slot)?.[0]?.state === 'FAILED');
  const isSure = (slot: Slot): boolean =>
    failed.every((culprit) => culprit === slot || waitsFor(culprit, slot));
  return {
    state: guessFinalState([...runs.values()].flatMap(([own]) => own?.state ?? [])),
    taskRuns: [...runs].flatMap(([slot, all]) => (isSure(slot) ? all : marked(all, 'unsure'))),
  };
}

function marked(runs: readonly NaiveTaskRun[], presence: Presence): readonly NaiveTaskRun[] {
  return runs.map((run) => ({ ...run, presence }));
}

function waitsFor(slot: Slot, other: Slot): boolean {
  return slot.after.some((before) => before === other || waitsFor(before, other));
}

/** §4.3: of main tasks; SKIPPED counts as SUCCESS. */
function guessFinalState(states: readonly StateType[]): StateType {
  return (['FAILED', 'WARNING'] as const).find((state) => states.includes(state)) ?? 'SUCCESS';
}

/** The task run of a slot, followed by all its descendants. */
function evaluateTask(slot: Slot, scope: Scope): readonly NaiveTaskRun[] {
  const { task, value, iteration } = slot;
  const path = value === undefined ? scope.path : [...scope.path, value];
  const place: Place = { taskId: task.id, path };
  const inside: Scope = { ...scope, path, ...(task.retry && { retry: task.retry }) };
  const { state, attempts = 0, taskRuns = [] } = resultOf(task, place, inside);
  const own: NaiveTaskRun = {
    ...place,
    state: softened(task, state),
    attempts,
    presence: 'sure',
    ...(iteration !== undefined && { value, iteration }),
  };
  return [own, ...taskRuns];
}

interface Result {
  readonly state: StateType;
  readonly attempts?: number;
  readonly taskRuns?: readonly NaiveTaskRun[];
}

/** Before the task's own `allowFailure` and `allowWarning`. */
function resultOf(task: Task, place: Place, inside: Scope): Result {
  const runIf = inside.outcomes.expression(place, task.runIf ?? 'true');
  if (runIf instanceof Error) {
    return { state: 'FAILED' };
  }
  if (!isTruthy(runIf)) {
    return { state: 'SKIPPED' };
  }
  const type = typeNameOf(task);
  if (type === 'LoopUntil') {
    return evaluateLoop(task, inside);
  }
  return PLANNERS.has(type) ? evaluateFlowable(task, inside) : attempted(place, inside);
}

/** §13: FAILED attempts are repeated; `maxAttempts` counts the first one too. */
function attempted(place: Place, { outcomes, retry }: Scope): Result {
  const most = retry === undefined ? 1 : (retry.maxAttempts ?? Infinity);
  let attempts = 1;
  while (attempts < most && outcomes.attempt(place, attempts) === 'FAILED') {
    attempts += 1;
  }
  const state = outcomes.attempt(place, attempts);
  // §13.6, and subtle.md 15: more than one earlier attempt.
  const isLate = retry?.warningOnRetry === true && attempts > 2;
  return { state: isLate && state === 'SUCCESS' ? 'WARNING' : state, attempts };
}

/** §5: allowFailure, then allowWarning. */
function softened(task: Task, state: StateType): StateType {
  const mild = state === 'FAILED' && task.allowFailure === true ? 'WARNING' : state;
  return mild === 'WARNING' && task.allowWarning === true ? 'SUCCESS' : mild;
}

function evaluateFlowable(task: Task, scope: Scope): Evaluation {
  const type = typeNameOf(task);
  const place: Place = { taskId: task.id, path: scope.path };
  const plan = PLANNERS.get(type)?.(task, (text) => scope.outcomes.expression(place, text));
  if (plan === undefined) {
    // Not by a child, hence without `errors` and `finally` (§3, §4.3).
    return { state: 'FAILED', taskRuns: [] };
  }
  const main = together(plan.slots, scope);
  const state = plan.forced ?? main.state;
  const all = withHandlers({ ...main, state }, task, scope);
  return type === 'AllowFailure' && state === 'FAILED' ? { ...all, state: 'WARNING' } : all;
}

/** §8: the condition is asked after each pass; only the task runs of the last pass stay. */
function evaluateLoop(task: Task, scope: Scope, pass = 1): Evaluation {
  const { maxIterations = Infinity } = (task['checkFrequency'] ?? {}) as { maxIterations?: number };
  const inside: Scope = { ...scope, path: [...scope.path, `#${pass}`] };
  const main = together(inOrder(task['tasks']), inside);
  if (main.state === 'FAILED') {
    return withHandlers(main, task, inside);
  }
  const place: Place = { taskId: task.id, path: inside.path };
  const condition = scope.outcomes.expression(place, task['condition']);
  if (condition instanceof Error) {
    return { ...main, state: 'FAILED' };
  }
  if (!isTruthy(condition) && pass < maxIterations) {
    const next = evaluateLoop(task, scope, pass + 1);
    return { ...next, taskRuns: [...marked(main.taskRuns, 'removed'), ...next.taskRuns] };
  }
  const isForced = !isTruthy(condition) && task['failOnMaxReached'] === true;
  return withHandlers(isForced ? { ...main, state: 'FAILED' } : main, task, inside);
}

function typeNameOf({ type }: Task): string {
  return type.slice(type.lastIndexOf('.') + 1);
}
