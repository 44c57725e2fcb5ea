import type { Task } from '../model/task.js';

/** A task of a block, perhaps for one value, and what has to be over before it begins. */
export interface Slot {
  readonly task: Task;
  readonly value?: string;
  /** Position of the value. */
  readonly iteration?: number;
  readonly after: readonly Slot[];
}

/** The main tasks of a flowable; `forced` says how it ends without any. */
export interface Plan {
  readonly slots: readonly Slot[];
  readonly forced?: 'WARNING' | 'FAILED';
}

/** The value of an expression of the task run; an Error when it cannot be rendered. */
type Render = (expression: unknown) => unknown;

/** Undefined when the flowable FAILS by itself: what it asks for cannot be had, or a Switch has no match. */
type Planner = (task: Task, render: Render) => Plan | undefined;

/** engine.md §4.5, §6, §7: by the last part of the type. What is not here is no flowable, but for LoopUntil. */
export const PLANNERS: ReadonlyMap<string, Planner> = new Map<string, Planner>([
  ['Sequential', ({ tasks }) => ({ slots: inOrder(tasks) })],
  ['AllowFailure', ({ tasks }) => ({ slots: inOrder(tasks) })],
  ['Parallel', ({ tasks }) => ({ slots: sideBySide(wishes(tasks)) })],
  ['Dag', ({ tasks }) => ({ slots: byDependencies(tasks as readonly DagEntry[]) })],
  ['If', planIf],
  ['Switch', planSwitch],
  ['ForEach', planForEach],
  ['EachSequential', (task, render) => planEach(task, task['value'], render, oneAfterAnother)],
  ['EachParallel', (task, render) => planEach(task, task['value'], render, sideBySide)],
  ['Pause', planPause],
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

/** §7, §4.2 rule 2: an end by force has no children but its handlers. */
function planPause(task: Task, render: Render): Plan | undefined {
  const forced = ({ WARN: 'WARNING', FAIL: 'FAILED' } as const)[String(task['behavior'])];
  const slots = forced === undefined ? inOrder(task['tasks']) : [];
  const isBroken = render(task['pauseDuration']) instanceof Error;
  return isBroken ? undefined : { slots, ...(forced && { forced }) };
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
