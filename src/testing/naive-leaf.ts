import type { StateType } from '../model/state.js';
import type { Task } from '../model/task.js';
import type { Place, Scope } from './naive-evaluator.js';
import { fallbackOf, PLANNERS } from './naive-plan.js';

export interface Leaf {
  readonly state: StateType;
  readonly attempts?: number;
}

type Attempt = (task: Task, place: Place, attempt: number, scope: Scope) => StateType;

/** What is tried, by the last part of the type; everything else goes to a worker. */
const ATTEMPTS: ReadonlyMap<string, Attempt> = new Map<string, Attempt>([
  ['Subflow', subflow],
  ['ForEachItem$ForEachItemExecutable', batches],
]);

/** What the executor does itself: whether it fails (tasks.md §3). */
const OF_THE_EXECUTOR: ReadonlyMap<string, (task: Task, rendered: unknown) => boolean> = new Map([
  ['Labels', (_task: Task, labels: unknown) => hasSystemKey(labels)],
  ['SetVariables', () => false],
  ['UnsetVariables', ({ ignoreMissing }: Task) => ignoreMissing !== true],
]);

/** No flowable. */
export function isLeaf(task: Task): boolean {
  const name = nameOf(task);
  return !PLANNERS.has(name) && name !== 'LoopUntil';
}

export function leaf(task: Task, place: Place, scope: Scope): Leaf {
  const fails = OF_THE_EXECUTOR.get(nameOf(task));
  if (fails !== undefined) {
    const rendered = scope.outcomes.expression(place, task['labels'] ?? task['variables']);
    const hasFailed = rendered instanceof Error || fails(task, rendered);
    return { state: hasFailed ? 'FAILED' : 'SUCCESS', attempts: 1 };
  }
  const isOnWorker = !ATTEMPTS.has(nameOf(task)) && scope.isInDirectory !== true;
  const render = (text: unknown): unknown => scope.outcomes.expression(place, text);
  const state = isOnWorker ? fallbackOf(task, render, scope.workerGroup) : undefined;
  return state === undefined ? attempted(task, place, scope) : { state };
}

/** §13: FAILED attempts are repeated; `maxAttempts` counts the first one too. */
function attempted(task: Task, place: Place, scope: Scope): Leaf {
  const { isInDirectory = false, retry } = scope;
  const attempt = ATTEMPTS.get(nameOf(task)) ?? onWorker;
  const most = retry === undefined ? 1 : (retry.maxAttempts ?? Infinity);
  let attempts = 1;
  while (attempts < most && attempt(task, place, attempts, scope) === 'FAILED') {
    attempts += 1;
  }
  const state = attempt(task, place, attempts, scope);
  // §13.6, and subtle.md 15: more than one earlier attempt.
  const isLate = retry?.warningOnRetry === true && attempts > 2 && state === 'SUCCESS';
  // §9: of a child of a WorkingDirectory its worker tells the last try only.
  return { state: isLate ? 'WARNING' : state, attempts: isInDirectory ? 1 : attempts };
}

function onWorker(_task: Task, place: Place, attempt: number, { outcomes }: Scope): StateType {
  return outcomes.attempt(place, attempt);
}

/** §10: what the child came to, if that is waited for and handed on. */
function subflow(task: Task, place: Place, attempt: number, { outcomes }: Scope): StateType {
  if (outcomes.expression(place, task['namespace']) instanceof Error) {
    return 'FAILED';
  }
  const state = outcomes.child(place, attempt);
  if (state === 'refused') {
    return 'FAILED';
  }
  const isHandedOn = task['wait'] !== false && task['transmitFailed'] !== false;
  return isHandedOn && state !== 'CANCELLED' ? state : 'SUCCESS';
}

/** §11: the worst of the children, where a child that could not be created has FAILED. */
function batches(task: Task, place: Place, attempt: number, scope: Scope): StateType {
  const { outcomes } = scope;
  const render = (text: unknown): unknown => outcomes.expression(place, text);
  const isSplit = fallbackOf(task, render, scope.workerGroup) === undefined;
  if (!isSplit || render(task['namespace']) instanceof Error) {
    return 'FAILED';
  }
  const states = Array.from({ length: outcomes.batches(place) }, (_, batch): StateType => {
    const state = outcomes.child(place, attempt, batch);
    return state === 'refused' ? 'FAILED' : task['wait'] === false ? 'SUCCESS' : state;
  });
  const ranks = ['FAILED', 'KILLED', 'WARNING'] as const;
  const worst = ranks.find((state) => states.includes(state)) ?? 'SUCCESS';
  return task['transmitFailed'] === false ? 'SUCCESS' : worst;
}

/** §18. */
function hasSystemKey(labels: unknown): boolean {
  return Object.keys(Object(labels) as object).some((key) => key.startsWith('system.'));
}

function nameOf({ type }: Task): string {
  return type.slice(type.lastIndexOf('.') + 1);
}
