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

const TERMINATED: ReadonlySet<StateType> = new Set<StateType>([
  'SUCCESS',
  'WARNING',
  'FAILED',
  'KILLED',
  'CANCELLED',
  'RETRIED',
  'SKIPPED',
]);

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

export function isRunning(state: StateType): boolean {
  return state === 'RUNNING' || state === 'KILLING';
}

export function newState(date: string, current: StateType = 'CREATED'): State {
  return { current, histories: [{ state: current, date }] };
}

/** The state after a transition. Setting the state it already has changes nothing. */
export function withState(state: State, next: StateType, date: string): State {
  if (state.current === next) {
    return state;
  }
  return { current: next, histories: [...state.histories, { state: next, date }] };
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
