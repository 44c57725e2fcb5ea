import type { StateType } from '../model/state.js';
import type { Task, WorkerGroup } from '../model/task.js';

/** A task of a block, perhaps for one value, and what has to be over before it begins. */
export interface Slot {
  readonly task: Task;
  readonly value?: string;
  /** Position of the value. */
  readonly iteration?: number;
  readonly after: readonly Slot[];
}

/** The main tasks of a flowable. */
export interface Plan {
  readonly slots: readonly Slot[];
  /** How it ends without any. */
  readonly forced?: 'WARNING' | 'FAILED';
  /** How it ends without having begun. */
  readonly refused?: 'CANCELLED';
  /** Expressions that must be rendered when the tasks have passed. */
  readonly last?: readonly unknown[];
  /** What becomes of the state that the tasks give it. */
  readonly ending?: (state: StateType) => StateType;
  readonly isInDirectory?: true;
  /** Its `errors` are run by the tasks, not by itself. */
  readonly errorsInside?: true;
}

/** The value of an expression of the task run; an Error when it cannot be rendered. */
type Render = (expression: unknown) => unknown;

/** Undefined when the flowable FAILS by itself: what it asks for cannot be had, or a Switch has no match. */
type Planner = (task: Task, render: Render, group: WorkerGroup | undefined) => Plan | undefined;

/** engine.md §4.5, §6, §7, §9, §11, §22: by the last part of the type. What is not here is no flowable, but for LoopUntil. */
export const PLANNERS: ReadonlyMap<string, Planner> = new Map<string, Planner>([
  ['Sequential', ({ tasks }) => ({ slots: inOrder(tasks) })],
  [
    'AllowFailure',
    ({ tasks }) => ({
      slots: inOrder(tasks),
      ending: (state) => (state === 'FAILED' ? 'WARNING' : state),
    }),
  ],
  ['Parallel', ({ tasks }) => ({ slots: sideBySide(wishes(tasks)) })],
  ['Dag', ({ tasks }) => ({ slots: byDependencies(tasks as readonly DagEntry[]) })],
  ['If', planIf],
  ['Switch', planSwitch],
  ['ForEach', planForEach],
  ['EachSequential', (task, render) => planEach(task, task['value'], render, oneAfterAnother)],
  ['EachParallel', (task, render) => planEach(task, task['value'], render, sideBySide)],
  ['Pause', planPause],
  ['Template', planTemplate],
  ['WorkingDirectory', planDirectory],
  ['ForEachItem', planForEachItem],
  ['Loop', planLoop],
  ['Loop$Iteration', planIteration],
]);

/** §4.5 sequential, of a list of tasks that may be absent. */
export function inOrder(tasks: unknown): readonly Slot[] {
  return oneAfterAnother(wishes(tasks));
}

/** §5.4. */
export function isTruthy(value: unknown): boolean {
  return value !== null && value !== undefined && !['false', '0', '-0', ''].includes(String(value));
}

type Wish = Omit<Slot, 'after'>;

/** §5: a disabled task has no task run and is ignored by every rule. */
function wishes(tasks: unknown): readonly Wish[] {
  const list = (tasks ?? []) as readonly Task[];
  return list.filter(({ disabled }) => disabled !== true).map((task) => ({ task }));
}

function sideBySide(all: readonly Wish[]): readonly Slot[] {
  return all.map((wish) => ({ ...wish, after: [] }));
}

function oneAfterAnother(all: readonly Wish[]): readonly Slot[] {
  return all.reduce<Slot[]>((slots, wish) => [...slots, { ...wish, after: slots.slice(-1) }], []);
}

interface DagEntry {
  readonly task: Task;
  readonly dependsOn?: readonly string[];
}

/** What others depend on comes first. What depends on a disabled task waits for nothing. */
function byDependencies(entries: readonly DagEntry[]): readonly Slot[] {
  const enabled = entries.filter(({ task }) => task.disabled !== true);
  const slots = new Map<string, Slot>();
  const slotOf = ({ task, dependsOn = [] }: DagEntry): Slot => {
    const before = enabled.filter((other) => dependsOn.includes(other.task.id)).map(slotOf);
    const slot = slots.get(task.id) ?? { task, after: before };
    slots.set(task.id, slot);
    return slot;
  };
  enabled.forEach(slotOf);
  return [...slots.values()];
}

function planIf(task: Task, render: Render): Plan | undefined {
  const condition = render(task['condition']);
  const branch = isTruthy(condition) ? task['then'] : task['else'];
  return condition instanceof Error ? undefined : { slots: inOrder(branch) };
}

function planSwitch(task: Task, render: Render): Plan | undefined {
  const value = render(task['value']);
  const cases = (task['cases'] ?? {}) as Readonly<Record<string, unknown>>;
  const chosen = cases[String(value)] ?? task['defaults'];
  return value instanceof Error || chosen === undefined ? undefined : { slots: inOrder(chosen) };
}

/** §7, §4.2 rule 2: an end by force has no children but its handlers. Without a duration somebody resumes it. */
function planPause(task: Task, render: Render): Plan | undefined {
  const { pauseDuration, behavior } = task;
  const ends = { WARN: 'WARNING', FAIL: 'FAILED' } as const;
  const forced = pauseDuration === undefined ? undefined : ends[behavior as keyof typeof ends];
  const slots = forced === undefined ? inOrder(task['tasks']) : [];
  const isBroken = render(pauseDuration) instanceof Error;
  return isBroken ? undefined : { slots, ...(forced && { forced }) };
}

/** §6.5. */
function planTemplate(task: Task, render: Render): Plan | undefined {
  const isWrong = task['tasks'] === undefined || render(task['args']) instanceof Error;
  return isWrong ? undefined : { slots: inOrder(task['tasks']) };
}

/** §9: one worker runs the children. */
function planDirectory(
  task: Task,
  render: Render,
  group: WorkerGroup | undefined,
): Plan | undefined {
  const state = fallbackOf(task, render, group);
  const slots = inOrder(task['tasks']);
  return state === 'FAILED'
    ? undefined
    : { slots, isInDirectory: true, ...(state !== undefined && { slots: [], refused: state }) };
}

/** §3.1: how a task run ends that the group of workers, its own or the flow's, does not let begin. */
export function fallbackOf(
  task: Task,
  render: Render,
  flowGroup: WorkerGroup | undefined,
): 'FAILED' | 'CANCELLED' | undefined {
  const group = task.workerGroup ?? flowGroup;
  const workers = group === undefined ? 'LIVE' : render(group.key);
  if (workers instanceof Error || workers === 'UNKNOWN') {
    return 'FAILED';
  }
  const fallback = workers === 'LIVE' ? 'WAIT' : (group?.fallback ?? 'WAIT');
  return ({ FAIL: 'FAILED', CANCEL: 'CANCELLED', WAIT: undefined } as const)[fallback];
}

/** §11: three generated tasks. */
function planForEachItem(task: Task): Plan {
  const { namespace, wait, transmitFailed, type } = task;
  const named = (name: string, end: string, properties: object): Task => ({
    id: `${task.id}_${end}`,
    type: `${type}$${name}`,
    ...properties,
  });
  return {
    slots: inOrder([
      named('ForEachItemSplit', 'split', {}),
      named('ForEachItemExecutable', 'items', { namespace, wait, transmitFailed }),
      named('ForEachItemMergeOutputs', 'merge', {}),
    ]),
  };
}

/** §22: a generated task per value, equal ones included; failures of it are its own without `transmitFailed`. */
function planLoop(task: Task, render: Render): Plan | undefined {
  const rendered = render(task['values']);
  const found = typeof rendered === 'string' ? parsed(rendered) : rendered;
  if (found instanceof Error || typeof found !== 'object' || found === null) {
    return undefined;
  }
  const { tasks, errors, outputs } = task;
  const isMild = task['transmitFailed'] === false;
  const iteration: Task = {
    ...{ id: `${task.id}_iteration`, type: `${task.type}$Iteration`, tasks, errors, outputs },
    ...(isMild && { allowFailure: true }),
  };
  const all = Object.keys(found).map((_, index) => ({
    task: iteration,
    value: String(index),
    iteration: index,
  }));
  const isOneByOne = (task['concurrencyLimit'] ?? 1) === 1;
  return {
    slots: isOneByOne ? oneAfterAnother(all) : sideBySide(all),
    errorsInside: true,
    ending: (state) => (isMild && state !== 'KILLED' ? 'SUCCESS' : state),
  };
}

function planIteration({ tasks, outputs }: Task): Plan {
  const declared = (outputs ?? []) as readonly { readonly value: unknown }[];
  return { slots: inOrder(tasks), last: declared.map(({ value }) => value) };
}

function planForEach(task: Task, render: Render): Plan | undefined {
  const isOneByOne = (task['concurrencyLimit'] ?? 1) === 1;
  return planEach(task, task['values'], render, (all) =>
    isOneByOne
      ? oneAfterAnother(all)
      : [...new Set(all.map(({ value }) => value))].flatMap((value) =>
          oneAfterAnother(all.filter((wish) => wish.value === value)),
        ),
  );
}

/** §6.1: every task for every value, arranged. */
function planEach(
  task: Task,
  given: unknown,
  render: Render,
  arrange: (all: readonly Wish[]) => readonly Slot[],
): Plan | undefined {
  const values = valuesOf(given, render);
  const all = values?.flatMap((value, iteration) =>
    wishes(task['tasks']).map((wish) => ({ ...wish, value, iteration })),
  );
  return all && { slots: arrange(all) };
}

/** Distinct texts; undefined when there is no list, or one that holds what it must not. */
function valuesOf(given: unknown, render: Render): readonly string[] | undefined {
  const rendered = render(given);
  const list = typeof rendered === 'string' ? parsed(rendered) : rendered;
  const isWrong = Array.isArray(given) && !given.every(isValueInYaml);
  if (isWrong || !Array.isArray(list) || list.includes(null)) {
    return undefined;
  }
  const texts = list.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
  return [...new Set(texts)];
}

function isValueInYaml(item: unknown): boolean {
  const isMap = typeof item === 'object' && item !== null && !Array.isArray(item);
  return typeof item === 'string' || Number.isInteger(item) || isMap;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
