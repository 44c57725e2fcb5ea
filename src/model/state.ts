/**
 * States of executions and task runs (engine.md §2). A `State` is plain data: the current state and how it came about.
 * Dates are ISO-8601 instants in UTC with milliseconds, e.g. `2026-11-22T10:15:30.123Z`.
 */
export const STATE_TYPES = [
  'CREATED',
  'SUBMITTED',
  'QUEUED',
  'RUNNING',
  'PAUSED',
  'BREAKPOINT',
  'RESTARTED',
  'RESUBMITTED',
  'KILLING',
  'RETRYING',
  'SUCCESS',
  'WARNING',
  'FAILED',
  'KILLED',
  'CANCELLED',
  'RETRIED',
  'SKIPPED',
] as const;

export type StateType = (typeof STATE_TYPES)[number];

export interface StateHistory {
  readonly state: StateType;
  readonly date: string;
}

export interface State {
  readonly current: StateType;
  /** Oldest first; never two equal neighbours. */
  readonly histories: readonly StateHistory[];
}

/** Nothing follows them by itself. */
export const TERMINATED_STATES = [
  'SUCCESS',
  'WARNING',
  'FAILED',
  'KILLED',
  'CANCELLED',
  'RETRIED',
  'SKIPPED',
] as const satisfies readonly StateType[];

const TERMINATED: ReadonlySet<StateType> = new Set<StateType>(TERMINATED_STATES);

export function isStateType(value: unknown): value is StateType {
  return typeof value === 'string' && (STATE_TYPES as readonly string[]).includes(value);
}

export function isTerminated(state: StateType): boolean {
  return TERMINATED.has(state);
}

/** Waiting to be dispatched. */
export function isCreated(state: StateType): boolean {
  return state === 'CREATED' || state === 'RESTARTED';
}

export function newState(date: string, current: StateType = 'CREATED'): State {
  return { current, histories: [entryOf(current, date)] };
}

/**
 * The state after a transition. Setting the state it already has changes nothing. A history never goes back in time,
 * though the clocks of worker and executor may differ.
 */
export function withState(state: State, next: StateType, date: string): State {
  if (state.current === next) {
    return state;
  }
  const last = state.histories.at(-1)?.date ?? date;
  const entry = entryOf(next, date < last ? last : date);
  return { current: next, histories: appended(state.histories, entry) };
}

const latest = new Map<StateType, StateHistory>();

/** What happens at the same instant shares its entry: task runs that are created together, a task run and its attempt. */
function entryOf(state: StateType, date: string): StateHistory {
  const known = latest.get(state);
  if (known?.date === date) {
    return known;
  }
  const entry = { state, date };
  latest.set(state, entry);
  return entry;
}

/**
 * The list with one item more and no room for others: a literal with a spread keeps room for sixteen, which in a loop of
 * thousands is most of the memory of its task runs.
 */
export function appended<T>(list: readonly T[], item: T): readonly T[] {
  return list.concat([item]);
}

export function startDate(state: State): string {
  return state.histories[0]?.date ?? '';
}

/** Present only when terminated or paused (engine.md §2). */
export function endDate(state: State): string | undefined {
  if (!isTerminated(state.current) && state.current !== 'PAUSED') {
    return undefined;
  }
  return state.histories.at(-1)?.date;
}

/** Histories belong to executions or to task runs: the same states, other ways between them. */
export type StateKind = 'execution' | 'taskRun';

type Transitions = Readonly<Partial<Record<StateType, readonly StateType[]>>>;

/**
 * engine.md §2.1: what may follow while the execution has not ended; KILLING may follow everything. One that has a child
 * that was killed ends KILLED without being killed itself (§16).
 */
const EXECUTION_TRANSITIONS: Transitions = {
  CREATED: ['RUNNING', 'QUEUED', 'SUCCESS', 'FAILED', 'CANCELLED'],
  QUEUED: ['RUNNING', 'FAILED', 'CANCELLED'],
  RUNNING: ['PAUSED', 'BREAKPOINT', 'RETRYING', 'RESTARTED', ...endedAs('RETRIED', 'KILLED')],
  PAUSED: ['RESTARTED', 'RUNNING', ...endedAs()],
  BREAKPOINT: ['RESTARTED', 'RUNNING', 'FAILED', 'CANCELLED'],
  RESTARTED: ['RUNNING', 'FAILED', 'CANCELLED'],
  RETRYING: ['RUNNING', 'BREAKPOINT', 'RESTARTED', 'FAILED', 'CANCELLED', 'KILLED'],
  KILLING: ['KILLED'],
};

/** engine.md §2.2: what may follow while the task run has not ended; KILLED may follow everything. */
const TASK_RUN_TRANSITIONS: Transitions = {
  CREATED: ['SUBMITTED', 'BREAKPOINT', 'RUNNING', 'SKIPPED', 'FAILED', 'CANCELLED'],
  BREAKPOINT: ['CREATED', 'RESTARTED', 'RUNNING', 'FAILED', 'CANCELLED'],
  SUBMITTED: ['RUNNING', 'RESUBMITTED', 'FAILED', 'CANCELLED'],
  RESUBMITTED: ['RUNNING', 'FAILED', 'CANCELLED'],
  RUNNING: ['PAUSED', 'RETRYING', 'KILLING', ...endedAs('RETRIED', 'SKIPPED')],
  PAUSED: ['RUNNING', 'RESTARTED', 'KILLING', ...endedAs()],
  RESTARTED: ['BREAKPOINT', 'RUNNING', 'SKIPPED', 'FAILED', 'CANCELLED'],
  RETRYING: ['CREATED', 'FAILED', 'CANCELLED'],
  KILLING: endedAs(),
};

function endedAs(...more: readonly StateType[]): readonly StateType[] {
  return ['SUCCESS', 'WARNING', 'FAILED', 'CANCELLED', ...more];
}

/**
 * Whether a history may hold `to` right after `from`; equal neighbours are never legal. What has ended goes on by a
 * restart or a retry only, or its end is changed by hand (engine.md §17).
 */
export function isLegalTransition(kind: StateKind, from: StateType, to: StateType): boolean {
  if (from === to) {
    return false;
  }
  if (isTerminated(from)) {
    const again: readonly StateType[] = kind === 'execution' ? [] : ['RUNNING'];
    const isRetry = from === 'FAILED' && to === 'RETRYING';
    return isTerminated(to) || to === 'RESTARTED' || isRetry || again.includes(to);
  }
  const transitions = kind === 'execution' ? EXECUTION_TRANSITIONS : TASK_RUN_TRANSITIONS;
  const killed = kind === 'execution' ? 'KILLING' : 'KILLED';
  return to === killed || transitions[from]?.includes(to) === true;
}
