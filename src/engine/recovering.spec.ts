import { describe, expect, test } from '@jest/globals';
import type { StateType } from '../model/state.js';
import type { Retry, Task } from '../model/task.js';
import { aFlow, aFlowable, anExecution, aTask, T0 } from '../testing/builders.js';
import { Simulation, simulate } from '../testing/simulation.js';
import { type Replay, replayOf } from './replay.js';
import type { TaskRunEnded } from './events.js';
import { findTaskRun, taskRunsOf } from './view.js';
import { workerTaskOf } from './worker-task-of.js';

const states = ({ histories }: { histories: readonly { state: StateType }[] }) =>
  histories.map(({ state }) => state);
const fails =
  (times: number, ...ids: string[]) =>
  ({ taskId }: { taskId: string }, attempt: number) => ({
    state: ids.includes(taskId) && attempt <= times ? ('FAILED' as const) : ('SUCCESS' as const),
  });
const constant = { type: 'constant', interval: 'PT1S', maxAttempts: 3 } as const;

describe('a retry', () => {
  test('tries the same task run again and shows RETRYING between the attempts', () => {
    const { view } = simulate(aFlow({ tasks: [aTask('one', { retry: constant })] }), {
      outcome: fails(2, 'one'),
    });
    const [run] = taskRunsOf(view);
    expect(run?.attempts?.map(({ state }) => state.current)).toEqual([
      'FAILED',
      'FAILED',
      'SUCCESS',
    ]);
    expect(run && states(run.state)).toEqual([
      ...['CREATED', 'RUNNING', 'FAILED', 'RETRYING'],
      ...['CREATED', 'RUNNING', 'FAILED', 'RETRYING'],
      ...['CREATED', 'RUNNING', 'SUCCESS'],
    ]);
    expect(states(view.execution.state)).toEqual([
      ...['CREATED', 'RUNNING', 'RETRYING', 'RUNNING', 'RETRYING', 'RUNNING', 'SUCCESS'],
    ]);
  });

  test('counts the first attempt, and only its last failure is softened by allowFailure', () => {
    const task = aTask('one', { retry: constant, allowFailure: true });
    const { view, states: all } = simulate(aFlow({ tasks: [task] }), { outcome: fails(9, 'one') });
    expect(taskRunsOf(view)[0]?.attempts).toHaveLength(3);
    expect(all).toEqual(['one=WARNING']);
    expect(view.execution.state.current).toBe('WARNING');
  });

  test('of a flowable is applied to its children, and no error task starts meanwhile', () => {
    const flow = aFlow({
      tasks: [aFlowable('Sequential', 'seq', { retry: constant, tasks: [aTask('one')] })],
      errors: [aTask('error')],
    });
    const { states: all } = simulate(flow, { outcome: fails(2, 'one') });
    expect(all).toEqual(['seq=SUCCESS', 'one=SUCCESS']);
  });

  test('with CREATE_NEW_EXECUTION ends the execution RETRIED and asks for another one', () => {
    const retry = { ...constant, behavior: 'CREATE_NEW_EXECUTION' } as const;
    const flow = aFlow({
      tasks: [aFlowable('Sequential', 'seq', { tasks: [aTask('one')] })],
      retry,
    });
    const { states: all, view, commands } = simulate(flow, { outcome: fails(9, 'one') });
    expect(all).toEqual(['seq=RETRIED', 'one=RETRIED']);
    expect(view.execution.state.current).toBe('RETRIED');
    expect(commands.at(-1)).toEqual({ kind: 'CreateReplay', attemptNumber: 2 });
  });
});

describe('a restart', () => {
  const flow = aFlow({
    tasks: [aTask('a'), aFlowable('Sequential', 'seq', { tasks: [aTask('b'), aTask('c')] })],
    errors: [aTask('error')],
  });

  test('shows the failed leaf RESTARTED and its parents RUNNING, without the error tasks', () => {
    const shell = simulate(flow, { outcome: fails(1, 'b') });
    const seen: string[][] = [];
    const watched = new Simulation(flow, {
      execution: shell.view.execution,
      taskRuns: taskRunsOf(shell.view),
      watch: (_view, event) => {
        if (event.kind === 'Proceeded') {
          seen.push([...watched.states, watched.view.execution.state.current]);
        }
      },
    });
    watched.send({ kind: 'RestartRequested' });
    expect(seen).toEqual([['a=SUCCESS', 'seq=RUNNING', 'b=RESTARTED', 'RESTARTED']]);
    expect(watched.settle().states).toEqual(['a=SUCCESS', 'seq=SUCCESS', 'b=SUCCESS', 'c=SUCCESS']);
    expect(states(watched.view.execution.state).slice(2)).toEqual([
      ...['FAILED', 'RESTARTED', 'RUNNING', 'SUCCESS'],
    ]);
    expect(watched.view.execution.labels).toEqual([{ key: 'system.restarted', value: 'true' }]);
  });

  test('of an execution in which nothing failed is refused', () => {
    const { refusal } = simulate(flow).send({ kind: 'RestartRequested' });
    expect(refusal).toEqual({
      code: 'ILLEGAL_ARGUMENT',
      message: 'No task found to restart execution from!',
    });
  });

  test('goes on with what the end had cut off before it began', () => {
    const each = aFlowable('ForEach', 'each', { values: ['v'], tasks: [aTask('x')] });
    const late = aFlowable('Switch', 'late', { value: 'a', cases: { a: [each] } });
    const tasks = [late, aTask('boom', { runIf: 'BROKEN' })];
    let isBroken = true;
    const shell = simulate(aFlow({ tasks: [aFlowable('Parallel', 'par', { tasks })] }), {
      evaluate: ({ expression }) =>
        expression === 'BROKEN' && isBroken ? new Error('cannot be rendered') : undefined,
    });
    expect(shell.states).toEqual(['par=FAILED', 'late=KILLED', 'boom=FAILED', 'each=KILLED']);
    isBroken = false;
    shell.send({ kind: 'RestartRequested' });
    expect(shell.settle().states).toEqual([
      ...['par=SUCCESS', 'late=SUCCESS', 'boom=SUCCESS', 'each=SUCCESS', 'x[v]=SUCCESS'],
    ]);
  });

  test('runs what follows the tasks again when only that failed', () => {
    const inner = { tasks: [aTask('a')], finally: [aTask('tidy')] };
    const flow = aFlow({
      tasks: [aFlowable('Sequential', 'seq', inner), aTask('b')],
      finally: [aTask('last')],
      afterExecution: [aTask('after')],
    });
    const broken = new Set(['tidy', 'after']);
    const shell = simulate(flow, {
      outcome: ({ taskId }) => ({ state: broken.delete(taskId) ? 'FAILED' : 'SUCCESS' }),
    });
    const through = ['seq=SUCCESS', 'a=SUCCESS'];
    expect(shell.states).toEqual([
      ...[...through, 'tidy=FAILED', 'b=SUCCESS', 'last=SUCCESS', 'after=FAILED'],
    ]);
    shell.send({ kind: 'RestartRequested' });
    expect(shell.settle().states).toEqual([
      ...[...through, 'b=SUCCESS', 'tidy=SUCCESS', 'last=SUCCESS', 'after=SUCCESS'],
    ]);
    expect(shell.view.execution.state.current).toBe('SUCCESS');
    expect(shell.send({ kind: 'RestartRequested' }).refusal?.code).toBe('ILLEGAL_ARGUMENT');
  });

  test('pauses anew in `finally`', () => {
    const flow = aFlow({ tasks: [aTask('a')], finally: [aFlowable('Pause', 'wait')] });
    const shell = simulate(flow);
    expect(shell.states).toEqual(['a=SUCCESS', 'wait=PAUSED']);
    shell.send({ kind: 'RestartRequested' });
    expect(shell.settle().states).toEqual(['a=SUCCESS', 'wait=PAUSED']);
  });

  test('begins a WorkingDirectory anew, without its children', () => {
    const directory = aFlowable('WorkingDirectory', 'wd', { tasks: [aTask('x')] });
    const shell = new Simulation(aFlow({ tasks: [directory] }), {
      outcome: () => ({ state: 'FAILED' }),
    });
    shell.send({ kind: 'ExecutionCreated' });
    const parentTaskRunId = taskRunsOf(shell.view)[0]?.id ?? '';
    const made = { taskId: 'x', parentTaskRunId };
    const child = { taskRunId: 'child', attempt: 1, made };
    shell.send({ kind: 'TaskRunStarted', ...child });
    shell.send({ kind: 'TaskRunEnded', ...child, startedAt: T0, state: 'FAILED' });
    expect(shell.settle().states).toEqual(['wd=FAILED', 'x=FAILED']);
    shell.send({ kind: 'RestartRequested' });
    expect(shell.states).toEqual(['wd=RUNNING']);
    expect(shell.pending.map(({ event }) => event)).toMatchObject([{ attempt: 2 }]);
  });
});

describe('a WorkingDirectory', () => {
  const begun = (retry?: Retry) => {
    const errors = [aTask('error')];
    const directory = aFlowable('WorkingDirectory', 'wd', { tasks: [aTask('x')], errors });
    const shell = new Simulation(aFlow({ tasks: [directory], ...(retry && { retry }) }));
    shell.send({ kind: 'ExecutionCreated' });
    const taskRunId = taskRunsOf(shell.view)[0]?.id ?? '';
    const made = { taskId: 'x', parentTaskRunId: taskRunId };
    const end = { kind: 'TaskRunEnded', attempt: 1, startedAt: T0 } as const;
    return { shell, taskRunId, end, child: { ...end, taskRunId: 'child', made } };
  };

  test('is not over before its worker says so, whose outputs count after a failure too', () => {
    const { shell, taskRunId, end, child } = begun();
    shell.send({ ...child, state: 'FAILED' });
    expect(shell.states).toEqual(['wd=RUNNING', 'x=FAILED']);
    shell.send({ ...end, taskRunId, state: 'FAILED', outputs: { outputFiles: {} } });
    expect(shell.settle().states).toEqual(['wd=FAILED', 'x=FAILED', 'error=SUCCESS']);
    expect(findTaskRun(shell.view, taskRunId)?.outputs).toEqual({ outputFiles: {} });
  });

  test('hands each child to its worker with the retry that applies to it', () => {
    const own = { ...constant, maxAttempts: 5 };
    const tasks = [aTask('mine', { retry: own }), aTask('other')];
    const directory = aFlowable('WorkingDirectory', 'wd', { tasks });
    const shell = new Simulation(aFlow({ tasks: [directory], retry: constant }));
    shell.send({ kind: 'ExecutionCreated' });
    const given = workerTaskOf(shell.view, taskRunsOf(shell.view)[0]?.id ?? '')?.['tasks'];
    expect((given as Task[]).map(({ retry }) => retry)).toEqual([own, constant]);
  });

  test('whose child is retried with CREATE_NEW_EXECUTION ends RETRIED', () => {
    const { shell, child } = begun({ ...constant, behavior: 'CREATE_NEW_EXECUTION' });
    shell.send({ ...child, state: 'FAILED' });
    expect(shell.states).toEqual(['wd=RETRIED', 'x=RETRIED']);
    expect(shell.view.execution.state.current).toBe('RETRIED');
  });

  test('has no attempt of a child that is SKIPPED', () => {
    const { shell, child } = begun();
    shell.send({ ...child, state: 'SKIPPED' });
    const skipped = findTaskRun(shell.view, 'child');
    expect(skipped?.attempts ?? []).toEqual([]);
    expect(skipped?.state.histories.map(({ state }) => state)).toEqual(['CREATED', 'SKIPPED']);
  });
});

describe('a WorkingDirectory whose child was given a state by hand', () => {
  /** `x` succeeded, `y` was the last one to run, `z` has not. */
  const failedAt = (y: StateType) => {
    const tasks = ['x', 'y', 'z'].map((id) => aTask(id));
    const directory = aFlowable('WorkingDirectory', 'wd', { tasks });
    const shell = new Simulation(aFlow({ tasks: [directory], errors: [aTask('error')] }));
    shell.send({ kind: 'ExecutionCreated' });
    const taskRunId = taskRunsOf(shell.view)[0]?.id ?? '';
    const end = (id: string, state: StateType, parentAttempt = 1) => {
      const made = { taskId: id, parentTaskRunId: taskRunId, parentAttempt };
      const at = { attempt: 1, startedAt: T0 };
      shell.send({ kind: 'TaskRunEnded', ...at, taskRunId: id, made, state } as TaskRunEnded);
    };
    const over = (attempt: number, state: StateType) =>
      shell.send({
        kind: 'TaskRunEnded',
        attempt,
        startedAt: T0,
        taskRunId,
        state,
      } as TaskRunEnded);
    shell.pending = [];
    end('x', 'SUCCESS');
    end('y', y);
    over(1, y);
    shell.settle();
    const force = (id: string, state: StateType) => {
      shell.send({ kind: 'TaskRunStateForced', taskRunId: id, state });
    };
    const given = () => workerTaskOf(shell.view, taskRunId)?.['tasks'] as Task[];
    return { shell, end, over, force, given };
  };

  test('runs the children that are left in a new directory', () => {
    const { shell, end, over, force, given } = failedAt('FAILED');
    expect(shell.states).toEqual(['wd=FAILED', 'x=SUCCESS', 'y=FAILED', 'error=SUCCESS']);
    force('y', 'WARNING');
    expect(shell.states).toEqual(['wd=RUNNING', 'x=SUCCESS', 'y=WARNING']);
    expect(given().map(({ id }) => id)).toEqual(['z']);
    shell.pending = [];
    end('z', 'FAILED', 1);
    end('z', 'SUCCESS', 2);
    over(2, 'SUCCESS');
    expect(shell.settle().states).toEqual(['wd=WARNING', 'x=SUCCESS', 'y=WARNING', 'z=SUCCESS']);
  });

  test('is through without a worker after a failure', () => {
    const { shell, force } = failedAt('FAILED');
    force('x', 'FAILED');
    expect(shell.settle().states).toEqual([
      ...['wd=FAILED', 'x=FAILED', 'y=FAILED', 'error=SUCCESS'],
    ]);
  });

  test('refuses a state that nobody would end', () => {
    const { shell } = failedAt('FAILED');
    const refused = { kind: 'TaskRunStateForced', taskRunId: 'y', state: 'RUNNING' } as const;
    expect(shell.send(refused).refusal?.message).toContain(
      'y cannot be made RUNNING, but SUCCESS, ',
    );
  });
});

describe('a lost worker', () => {
  test('leaves a KILLED attempt, and the same task run is handed out again', () => {
    const shell = new Simulation(aFlow({ tasks: [aTask('one')] }));
    shell.send({ kind: 'ExecutionCreated' });
    const taskRunId = taskRunsOf(shell.view)[0]?.id ?? '';
    shell.send({ kind: 'TaskRunStarted', taskRunId, attempt: 1 });
    shell.send({ kind: 'WorkerLost', taskRunId, attempt: 1 });
    shell.settle();
    const attempts = findTaskRun(shell.view, taskRunId)?.attempts ?? [];
    expect(attempts.map(({ state }) => state.current)).toEqual(['KILLED', 'SUCCESS']);
    expect(shell.view.execution.state.current).toBe('SUCCESS');
  });
});

describe('a replay', () => {
  const each: Task = aFlowable('ForEach', 'each', {
    values: ['1', '2'],
    tasks: [aTask('x'), aTask('y')],
  });
  const flow = aFlow({ tasks: [aTask('a'), each, aTask('z')] });
  const ended = simulate(flow);
  const options = { id: 'copy', at: T0, flow };

  test('from the beginning is a CREATED copy without task runs', () => {
    const replay = replayOf(ended.view, options);
    expect(replay).toMatchObject({
      execution: { id: 'copy', parentId: 'an-execution', state: { current: 'CREATED' } },
      taskRuns: [],
    });
  });

  test('from a task run keeps what came before it under new ids, and runs the rest again', () => {
    const taskRunId = taskRunsOf(ended.view).find(({ taskId }) => taskId === 'y')?.id ?? '';
    const replay = replayOf(ended.view, { ...options, taskRunId });
    if (!('execution' in replay)) {
      throw new Error(replay.message);
    }
    const old = new Set(taskRunsOf(ended.view).map(({ id }) => id));
    expect(replay.taskRuns.filter(({ id }) => old.has(id))).toEqual([]);
    const shell = new Simulation(flow, replay);
    expect(shell.states).toEqual([
      ...['a=SUCCESS', 'each=RUNNING', 'x[1]=SUCCESS', 'y[1]=RESTARTED', 'x[2]=SUCCESS'],
    ]);
    expect(states(shell.view.execution.state).slice(-2)).toEqual(['SUCCESS', 'RESTARTED']);
    shell.run();
    expect([...shell.states].sort()).toEqual([...ended.states].sort());
  });
});

describe('a replay of a LoopUntil', () => {
  test('begins with its first pass', () => {
    const checkFrequency = { interval: 'PT1S', maxIterations: 3 };
    const tasks = [aTask('x')];
    const loop = aFlowable('LoopUntil', 'loop', { condition: 'never', checkFrequency, tasks });
    const flow = aFlow({ tasks: [loop] });
    const evaluate = ({ expression }: { expression: unknown }) =>
      expression === 'never' ? 'false' : expression;
    const iterations = (shell: Simulation) =>
      taskRunsOf(shell.view).map(({ taskId, iteration }) => [taskId, iteration]);
    const ended = simulate(flow, { evaluate });
    expect(iterations(ended)).toEqual([
      ['loop', 2],
      ['x', 2],
    ]);
    const taskRunId = taskRunsOf(ended.view)[0]?.id ?? '';
    const replay = replayOf(ended.view, { id: 'copy', at: T0, flow, taskRunId });
    const shell = new Simulation(flow, { ...(replay as Replay), evaluate });
    expect(iterations(shell)).toEqual([['loop', undefined]]);
    expect(iterations(shell.run())).toEqual(iterations(ended));
    expect(shell.states).toEqual(ended.states);
  });
});

describe('a kill', () => {
  test('passes KILLING, stops what waits and lets workers report', () => {
    const flow = aFlow({
      tasks: [aFlowable('Parallel', 'par', { tasks: [aTask('a'), aTask('b')] })],
      errors: [aTask('error')],
      finally: [aTask('last')],
      afterExecution: [aTask('after')],
    });
    const shell = new Simulation(flow);
    shell.send({ kind: 'ExecutionCreated' });
    const a = taskRunsOf(shell.view).find(({ taskId }) => taskId === 'a')?.id ?? '';
    shell.send({ kind: 'TaskRunStarted', taskRunId: a, attempt: 1 });
    shell.send({ kind: 'KillRequested', cascade: true });
    expect(shell.states).toEqual(['par=KILLING', 'a=RUNNING', 'b=KILLED', 'after=CREATED']);
    expect(states(shell.view.execution.state)).toEqual(['CREATED', 'RUNNING', 'KILLING', 'KILLED']);
    shell.send({ kind: 'TaskRunEnded', taskRunId: a, attempt: 1, startedAt: T0, state: 'KILLED' });
    expect(shell.settle().states).toEqual(['par=KILLED', 'a=KILLED', 'b=KILLED', 'after=SUCCESS']);
  });

  test('of a terminated execution is refused', () => {
    const { refusal } = simulate(aFlow()).send({ kind: 'KillRequested', cascade: true });
    expect(refusal?.code).toBe('ILLEGAL_STATE');
  });
});

describe('limits', () => {
  const concurrency = (behavior: 'QUEUE' | 'CANCEL' | 'FAIL') => ({ limit: 1, behavior });

  test.each([
    ['QUEUE' as const, ['CREATED', 'QUEUED']],
    ['CANCEL' as const, ['CREATED', 'CANCELLED']],
    ['FAIL' as const, ['CREATED', 'FAILED']],
  ])('a full concurrency limit with %s gives %j', (behavior, expected) => {
    const flow = aFlow({ tasks: [aTask('a')], concurrency: concurrency(behavior) });
    const { view, states: all } = simulate(flow, { slotIsFree: false });
    expect(states(view.execution.state)).toEqual(expected);
    expect(all).toEqual([]);
  });

  test('a queued execution runs when it is granted a slot, and gives it back at the end', () => {
    const flow = aFlow({ tasks: [aTask('a')], concurrency: concurrency('QUEUE') });
    const shell = simulate(flow, { slotIsFree: false });
    shell.send({ kind: 'ConcurrencySlotGranted' });
    shell.settle();
    expect(states(shell.view.execution.state)).toEqual(['CREATED', 'QUEUED', 'RUNNING', 'SUCCESS']);
    expect(shell.commands.filter(({ kind }) => kind === 'ReleaseConcurrencySlot')).toHaveLength(1);
  });

  test('that end an execution before it began end it once, though its creation is told twice', () => {
    const flow = aFlow({ tasks: [aTask('a')], concurrency: concurrency('CANCEL') });
    const shell = simulate(flow, { slotIsFree: false });
    expect(shell.send({ kind: 'ExecutionCreated' })).toEqual({ changes: [], commands: [] });
  });

  test('a queued execution is given RUNNING or an end, and nothing in between', () => {
    const flow = aFlow({ tasks: [aTask('a')], concurrency: concurrency('QUEUE') });
    const shell = simulate(flow, { slotIsFree: false });
    const refused = shell.send({ kind: 'UnqueueRequested', state: 'PAUSED' }).refusal;
    expect(refused?.message).toContain('RUNNING or a final state, not PAUSED');
    shell.send({ kind: 'UnqueueRequested', state: 'CANCELLED' });
    expect(states(shell.view.execution.state)).toEqual(['CREATED', 'QUEUED', 'CANCELLED']);
  });

  test('a violated assertion with CANCEL ends the execution before its first task', () => {
    const sla = {
      id: 's',
      type: 'EXECUTION_ASSERTION',
      behavior: 'CANCEL',
      assert: 'false',
    } as const;
    const { view, states: all } = simulate(aFlow({ tasks: [aTask('a')], sla: [sla] }));
    expect(states(view.execution.state)).toEqual(['CREATED', 'CANCELLED']);
    expect(all).toEqual([]);
  });

  test('a duration that is exceeded fails the execution and kills what runs', () => {
    const sla = { id: 's', type: 'MAX_DURATION', behavior: 'FAIL', duration: 'PT10S' } as const;
    const labels = [{ key: 'late', value: 'yes' }];
    const shell = new Simulation(aFlow({ tasks: [aTask('a')], sla: [{ ...sla, labels }] }));
    shell.send({ kind: 'ExecutionCreated' });
    shell.send({ kind: 'DelayElapsed', key: 'sla:0' });
    expect(shell.view.execution).toMatchObject({ state: { current: 'FAILED' }, labels });
    expect(shell.commands).toContainEqual({
      kind: 'AppendLog',
      level: 'ERROR',
      message: 'Flow is FAILED because the SLA s is violated',
    });
    expect(shell.commands.some(({ kind }) => kind === 'KillWorkerTasks')).toBe(true);
  });

  test('an execution with a date in the future waits for it in CREATED', () => {
    const flow = aFlow({ tasks: [aTask('a')] });
    const execution = anExecution(flow, { scheduleDate: '2026-11-22T11:00:00.000Z' });
    const shell = new Simulation(flow, { execution });
    shell.send({ kind: 'ExecutionCreated' });
    expect(shell.states).toEqual([]);
    expect(shell.settle().view.execution.state.current).toBe('SUCCESS');
  });
});
