import type { Flow } from '../model/flow.js';
import type { StateType } from '../model/state.js';
import type { Retry, Task } from '../model/task.js';

/**
 * A second opinion about engine.md §§4–6, 8, 12, 13: what an execution comes to, computed from the end states of tasks by
 * plain recursion over the flow. It knows no events, no order of events and no indexes, and nothing of the engine.
 * Left out: Pause, WorkingDirectory, subflows, kill, CREATE_NEW_EXECUTION and everything that depends on time.
 */
export function evaluate(flow: Flow, outcomes: Outcomes): Evaluation {
  const scope: Scope = { outcomes, path: [], ...(flow.retry && { retry: flow.retry }) };
  const { state, taskRuns } = family(inOrder(plain(flow.tasks)), flow, scope);
  // §12: runs when the execution has ended and never changes its state.
  const after = together(inOrder(plain(flow.afterExecution)), scope).taskRuns;
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

/** A task of a block, perhaps for one value, and what has to be over before it begins. */
interface Slot {
  readonly task: Task;
  readonly value?: string;
  readonly iteration?: number;
  readonly after: readonly Slot[];
}

interface Handlers {
  readonly errors?: readonly Task[];
  readonly finally?: readonly Task[];
}

function family(main: readonly Slot[], handlers: Handlers, scope: Scope): Evaluation {
  return withHandlers(together(main, scope), handlers, scope);
}

/** §4.3, §12: handlers never change what the main tasks came to. */
function withHandlers(
  { state, taskRuns }: Evaluation,
  { errors, finally: last }: Handlers,
  scope: Scope,
): Evaluation {
  const handled = state === 'FAILED' ? together(inOrder(plain(errors)), scope).taskRuns : [];
  const finished = together(inOrder(plain(last)), scope).taskRuns;
  return { state, taskRuns: [...taskRuns, ...handled, ...finished] };
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
  const ended = (state: StateType, attempts: number, children: readonly NaiveTaskRun[] = []) => {
    const own = { ...place, state: softened(task, state), attempts, presence: 'sure' as const };
    return [
      {
        ...own,
        ...(value !== undefined && { value }),
        ...(iteration !== undefined && { iteration }),
      },
      ...children,
    ];
  };
  const runIf = scope.outcomes.expression(place, task.runIf ?? 'true');
  if (runIf instanceof Error) {
    return ended('FAILED', 0);
  }
  if (!isTruthy(runIf)) {
    return ended('SKIPPED', 0);
  }
  const inside: Scope = { ...scope, path, ...(task.retry && { retry: task.retry }) };
  const flowable = FLOWABLES[task.type.slice(task.type.lastIndexOf('.') + 1)];
  if (flowable !== undefined) {
    const { state, taskRuns } = flowable(task, inside);
    return ended(state, 0, taskRuns);
  }
  return ended(...attempted(place, inside));
}

/** §13: FAILED attempts are repeated; `maxAttempts` counts the first one too. */
function attempted({ taskId, path }: Place, { outcomes, retry }: Scope): [StateType, number] {
  const most = retry === undefined ? 1 : (retry.maxAttempts ?? Infinity);
  let attempt = 1;
  while (attempt < most && outcomes.attempt({ taskId, path }, attempt) === 'FAILED') {
    attempt += 1;
  }
  const state = outcomes.attempt({ taskId, path }, attempt);
  // subtle.md 15: more than one earlier attempt.
  const isLate = retry?.warningOnRetry === true && attempt > 2;
  return [isLate && state === 'SUCCESS' ? 'WARNING' : state, attempt];
}

/** §5: allowFailure, then allowWarning. */
function softened(task: Task, state: StateType): StateType {
  const mild = state === 'FAILED' && task.allowFailure === true ? 'WARNING' : state;
  return mild === 'WARNING' && task.allowWarning === true ? 'SUCCESS' : mild;
}

/** §5.4. */
function isTruthy(value: unknown): boolean {
  return value !== null && value !== undefined && !['false', '0', '-0', ''].includes(String(value));
}

type Flowable = (task: Task, scope: Scope) => Evaluation;

/** §6, §8: by the last part of the type. */
const FLOWABLES: Readonly<Record<string, Flowable>> = {
  Sequential: (task, scope) => family(inOrder(tasksOf(task, 'tasks')), handlersOf(task), scope),
  Parallel: (task, scope) => family(sideBySide(tasksOf(task, 'tasks')), handlersOf(task), scope),
  Dag: (task, scope) => family(byDependencies(task), handlersOf(task), scope),
  If: (task, scope) => {
    const condition = scope.outcomes.expression(placeOf(task, scope), task['condition']);
    const branch = isTruthy(condition) ? 'then' : 'else';
    return condition instanceof Error
      ? FAILED
      : family(inOrder(tasksOf(task, branch)), handlersOf(task), scope);
  },
  Switch: (task, scope) => {
    const value = scope.outcomes.expression(placeOf(task, scope), task['value']);
    const cases = task['cases'] as Readonly<Record<string, readonly Task[]>> | undefined;
    const chosen = cases?.[String(value)] ?? (task['defaults'] as readonly Task[] | undefined);
    return value instanceof Error || chosen === undefined
      ? FAILED
      : family(inOrder(plain(chosen)), handlersOf(task), scope);
  },
  AllowFailure: (task, scope) => {
    const { state, taskRuns } = family(inOrder(tasksOf(task, 'tasks')), handlersOf(task), scope);
    return { state: state === 'FAILED' ? 'WARNING' : state, taskRuns };
  },
  ForEach: (task, scope) =>
    each(task, 'values', scope, (perValue) =>
      (task['concurrencyLimit'] ?? 1) === 1 ? inOrder(perValue.flat()) : perValue.flatMap(inOrder),
    ),
  EachSequential: (task, scope) =>
    each(task, 'value', scope, (perValue) => inOrder(perValue.flat())),
  EachParallel: (task, scope) =>
    each(task, 'value', scope, (perValue) => sideBySide(perValue.flat())),
  LoopUntil: (task, scope) => loop(task, scope),
};

/** Fails by itself, not by a child: neither `errors` nor `finally` run (§3, §4.3). */
const FAILED: Evaluation = { state: 'FAILED', taskRuns: [] };

/** The place of the task run whose children have this scope. */
function placeOf({ id }: Task, { path }: Scope): Place {
  return { taskId: id, path };
}

function tasksOf(task: Task, property: string): readonly Wish[] {
  return plain(task[property] as readonly Task[] | undefined);
}

function handlersOf(task: Task): Handlers {
  return task as Handlers;
}

type Wish = Omit<Slot, 'after'>;

function plain(tasks: readonly Task[] = []): readonly Wish[] {
  return tasks.map((task) => ({ task }));
}

/** §5: a disabled task has no task run and is ignored by every rule. */
function isEnabled({ task }: Wish): boolean {
  return task.disabled !== true;
}

function sideBySide(wishes: readonly Wish[]): readonly Slot[] {
  return wishes.filter(isEnabled).map((wish) => ({ ...wish, after: [] }));
}

function inOrder(wishes: readonly Wish[]): readonly Slot[] {
  return wishes
    .filter(isEnabled)
    .reduce<Slot[]>((slots, wish) => [...slots, { ...wish, after: slots.slice(-1) }], []);
}

/** §4.5. What depends on a disabled task waits for nothing. */
function byDependencies(dag: Task): readonly Slot[] {
  const entries = (dag['tasks'] ?? []) as readonly { task: Task; dependsOn?: readonly string[] }[];
  const open = entries.filter(isEnabled);
  const slots = new Map<string, Slot>();
  const place = ({ task, dependsOn = [] }: (typeof open)[number]): Slot => {
    const known = slots.get(task.id);
    if (known !== undefined) {
      return known;
    }
    const before = open.filter((other) => dependsOn.includes(other.task.id)).map(place);
    const placed: Slot = { task, after: before };
    slots.set(task.id, placed);
    return placed;
  };
  open.forEach(place);
  return [...slots.values()];
}

/** §6.1. `arrange` gets the tasks of each value. */
function each(
  task: Task,
  property: string,
  scope: Scope,
  arrange: (perValue: readonly (readonly Wish[])[]) => readonly Slot[],
): Evaluation {
  const given = task[property];
  const values = iterated(scope.outcomes.expression(placeOf(task, scope), given));
  if (values === undefined || (Array.isArray(given) && !given.every(isIterable))) {
    return FAILED;
  }
  const perValue = values.map((value, iteration) =>
    tasksOf(task, 'tasks').map((child) => ({ ...child, value, iteration })),
  );
  return family(arrange(perValue), handlersOf(task), scope);
}

/** What a list in YAML may hold. */
function isIterable(item: unknown): boolean {
  const isMap = typeof item === 'object' && item !== null && !Array.isArray(item);
  return typeof item === 'string' || Number.isInteger(item) || isMap;
}

/** Distinct texts; undefined when it is no list, or holds a null. */
function iterated(rendered: unknown): readonly string[] | undefined {
  const list: unknown = typeof rendered === 'string' ? parsed(rendered) : rendered;
  if (!Array.isArray(list) || list.includes(null)) {
    return undefined;
  }
  const texts = list.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
  return [...new Set(texts)];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** §8: the condition is asked after each pass; only the task runs of the last pass stay. */
function loop(task: Task, scope: Scope, pass = 1): Evaluation {
  const { maxIterations = Infinity } = (task['checkFrequency'] ?? {}) as { maxIterations?: number };
  const inside: Scope = { ...scope, path: [...scope.path, `#${pass}`] };
  const main = together(inOrder(tasksOf(task, 'tasks')), inside);
  if (main.state === 'FAILED') {
    return withHandlers(main, handlersOf(task), inside);
  }
  const condition = scope.outcomes.expression(placeOf(task, inside), task['condition']);
  if (condition instanceof Error) {
    return { ...main, state: 'FAILED' };
  }
  if (!isTruthy(condition) && pass < maxIterations) {
    const next = loop(task, scope, pass + 1);
    return { ...next, taskRuns: [...marked(main.taskRuns, 'removed'), ...next.taskRuns] };
  }
  const isForced = !isTruthy(condition) && task['failOnMaxReached'] === true;
  return withHandlers(isForced ? { ...main, state: 'FAILED' } : main, handlersOf(task), inside);
}
