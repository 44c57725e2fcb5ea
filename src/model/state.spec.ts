import { describe, expect, test } from '@jest/globals';
import {
  isLegalTransition,
  isTerminated,
  newState,
  STATE_TYPES,
  type StateKind,
  type StateType,
  withState,
} from './state.js';

const successors = (kind: StateKind, from: StateType): StateType[] =>
  STATE_TYPES.filter((to) => isLegalTransition(kind, from, to));

describe('a state', () => {
  test('that is set again leaves the history as it was', () => {
    const running = withState(
      newState('2026-01-01T00:00:00.000Z'),
      'RUNNING',
      '2026-01-01T00:00:01.000Z',
    );

    expect(withState(running, 'RUNNING', '2026-01-01T00:00:02.000Z')).toBe(running);
    expect(running.histories.map(({ state }) => state)).toEqual(['CREATED', 'RUNNING']);
  });

  test('is never older than the one before it, though clocks differ', () => {
    const created = newState('2026-01-01T00:00:01.000Z');

    expect(withState(created, 'RUNNING', '2026-01-01T00:00:00.990Z').histories).toEqual([
      { state: 'CREATED', date: '2026-01-01T00:00:01.000Z' },
      { state: 'RUNNING', date: '2026-01-01T00:00:01.000Z' },
    ]);
  });
});

describe('a transition', () => {
  test.each(['execution', 'taskRun'] as const)('of %s to the same state is never legal', (kind) => {
    expect(STATE_TYPES.filter((state) => isLegalTransition(kind, state, state))).toEqual([]);
  });

  test('of an execution that is created leads to its begin, its queue or its end', () => {
    expect(successors('execution', 'CREATED')).toEqual([
      'QUEUED',
      'RUNNING',
      'KILLING',
      'SUCCESS',
      'FAILED',
      'CANCELLED',
    ]);
  });

  test('of a killed execution goes through KILLING, of one with a killed child straight to KILLED', () => {
    const open = STATE_TYPES.filter((state) => !isTerminated(state) && state !== 'KILLING');

    expect(open.filter((from) => !isLegalTransition('execution', from, 'KILLING'))).toEqual([]);
    expect(STATE_TYPES.filter((from) => isLegalTransition('execution', from, 'KILLED'))).toEqual([
      'RUNNING',
      'KILLING',
      'RETRYING',
      ...STATE_TYPES.filter((state) => isTerminated(state) && state !== 'KILLED'),
    ]);
  });

  test('of a PAUSED execution may be any end: an Exit beside a Pause decides about it', () => {
    expect(successors('execution', 'PAUSED')).toEqual(
      expect.arrayContaining(['SUCCESS', 'WARNING', 'FAILED', 'CANCELLED']),
    );
  });

  test('of what is suspended at a breakpoint may be its end: time limits hold there too', () => {
    expect(successors('execution', 'BREAKPOINT')).toEqual(
      expect.arrayContaining(['RUNNING', 'FAILED', 'CANCELLED']),
    );
    expect(successors('taskRun', 'BREAKPOINT')).toContain('RUNNING');
  });

  test('of an execution that has ended leads to another end or begins it anew', () => {
    expect(successors('execution', 'SUCCESS')).not.toContain('RUNNING');
    expect(successors('execution', 'FAILED')).toEqual(
      expect.arrayContaining(['RESTARTED', 'RETRYING', 'SUCCESS']),
    );
  });

  test('of a task run that waits for its retry leads back to CREATED', () => {
    expect(successors('taskRun', 'RETRYING')).toEqual(['CREATED', 'FAILED', 'KILLED', 'CANCELLED']);
  });

  test('of a task run that was skipped is no run', () => {
    expect(isLegalTransition('taskRun', 'CREATED', 'SKIPPED')).toBe(true);
    expect(isLegalTransition('taskRun', 'CREATED', 'SUCCESS')).toBe(false);
    expect(isLegalTransition('taskRun', 'QUEUED', 'RUNNING')).toBe(false);
  });
});
