import { describe, expect, test } from '@jest/globals';
import type { Execution } from '../../src/model/execution.js';
import type { State, StateType } from '../../src/model/state.js';
import type { TaskRun } from '../../src/model/task-run.js';
import { faultsOf, type Histories, type StoredExecution } from '../support/history-checker.js';

const stateOf = (...states: StateType[]): State => ({
  current: states.at(-1) ?? 'CREATED',
  histories: states.map((state, second) => ({ state, date: `2026-01-01T00:00:0${second}.000Z` })),
});

const aTaskRun = (state: State, more: Partial<TaskRun> = {}): TaskRun => ({
  id: 'r1',
  executionId: 'e1',
  namespace: 'n',
  flowId: 'f',
  taskId: 'work',
  attempts: [{ state: stateOf('CREATED', 'RUNNING', 'SUCCESS') }],
  state,
  ...more,
});

const DONE = stateOf('CREATED', 'RUNNING', 'SUCCESS');

const stored = (
  { id = 'e1', state = DONE, ...more }: Partial<Execution> = {},
  taskRuns: readonly TaskRun[] = [aTaskRun(DONE)],
): StoredExecution => ({
  execution: { id, flowId: 'f', state, ...more } as Execution,
  state: state.current,
  owner: null,
  taskRuns: taskRuns.map((taskRun) => ({ taskRun, state: taskRun.state.current })),
});

const check = (executions: readonly StoredExecution[], more: Partial<Histories> = {}): string[] =>
  faultsOf(
    { executions, leftovers: { worker_jobs: 0 }, strays: 0, ...more },
    { accepted: new Map([['e1', 'f']]), flows: { f: { taskRuns: ['work'], limit: 1 } } },
  );

describe('the history checker', () => {
  test('finds nothing where everything ended as it should', () => {
    expect(check([stored()])).toEqual([]);
  });

  test('misses what was accepted', () => {
    expect(check([])).toEqual(['f e1: accepted, but lost']);
  });

  test('sees what has not ended', () => {
    const running = stateOf('CREATED', 'RUNNING');

    expect(check([stored({ state: running }, [aTaskRun(running)])])).toEqual([
      'f e1: has not ended (CREATED > RUNNING)',
      'f e1: task run work has not ended (CREATED > RUNNING)',
    ]);
  });

  test('sees a transition that happened twice', () => {
    const twice = stateOf('CREATED', 'RUNNING', 'SUCCESS', 'SUCCESS');

    expect(check([stored({ state: twice })])).toEqual([
      'f e1: goes from SUCCESS to SUCCESS (CREATED > RUNNING > SUCCESS > SUCCESS)',
    ]);
  });

  test('sees an end that was taken back', () => {
    const taken = stateOf('CREATED', 'RUNNING', 'FAILED', 'SUCCESS');

    expect(check([stored({ state: taken })])).toEqual([
      'f e1: goes from FAILED to SUCCESS (CREATED > RUNNING > FAILED > SUCCESS)',
    ]);
  });

  test('sees time that runs backwards', () => {
    const backwards: State = {
      current: 'SUCCESS',
      histories: [
        { state: 'CREATED', date: '2026-01-01T00:00:01.000Z' },
        { state: 'RUNNING', date: '2026-01-01T00:00:00.000Z' },
        { state: 'SUCCESS', date: '2026-01-01T00:00:02.000Z' },
      ],
    };

    expect(check([stored({ state: backwards })])).toEqual([
      'f e1: is RUNNING at 2026-01-01T00:00:00.000Z, before CREATED at 2026-01-01T00:00:01.000Z',
    ]);
  });

  test('sees a task run that exists twice, and one too many', () => {
    expect(check([stored({}, [aTaskRun(DONE), aTaskRun(DONE, { id: 'r2' })])])).toEqual([
      'f e1: two task runs |work||',
      'f e1: has the task runs work, work',
    ]);
  });

  test('sees a body that succeeded twice', () => {
    const attempts = [{ state: DONE }, { state: DONE }];

    expect(check([stored({}, [aTaskRun(DONE, { attempts })])])).toEqual([
      'f e1: task run work has 2 attempts in SUCCESS',
    ]);
  });

  test('sees a limit that did not hold', () => {
    expect(check([stored(), stored({ id: 'e2' })])).toEqual(['f: 2 ran at once, the limit is 1']);
  });

  test('sees a child that was started twice', () => {
    const child = (id: string): StoredExecution =>
      stored({
        id,
        flowId: 'child',
        trigger: { id: 'work', type: 't', variables: { taskRunId: 'r1' } },
      });
    const expectations = {
      accepted: new Map<string, string>(),
      flows: { f: { taskRuns: ['work'], children: { work: 1 } } },
    };
    const histories = {
      executions: [stored(), child('c1'), child('c2')],
      leftovers: {},
      strays: 0,
    };

    expect(faultsOf(histories, expectations)).toEqual(['f e1: work has 2 children']);
  });

  test('sees rows that nobody will touch any more', () => {
    expect(check([stored()], { leftovers: { worker_jobs: 2 }, strays: 1 })).toEqual([
      '2 rows are left in worker_jobs',
      '1 executions are unknown, but have task runs',
    ]);
  });
});
