import { describe, expect, test } from '@jest/globals';
import type { StateType } from '../model/state.js';
import { aFlow, aFlowable, aTask } from '../testing/builders.js';
import { Simulation, simulate } from '../testing/simulation.js';
import { childExecutionId } from './ids.js';
import { findTaskRun, outputsOf, taskRunsOf } from './view.js';

const states = ({ histories }: { histories: readonly { state: StateType }[] }) =>
  histories.map(({ state }) => state);
const created = (...args: ConstructorParameters<typeof Simulation>) => {
  const shell = new Simulation(...args);
  shell.send({ kind: 'ExecutionCreated' });
  return shell;
};

describe('Pause', () => {
  test('without a delay waits for somebody, who gives its inputs', () => {
    const pause = aFlowable('Pause', 'pause', { onResume: [{ id: 'reason', type: 'STRING' }] });
    const shell = created(aFlow({ tasks: [pause, aTask('last')] })).settle();
    expect(shell.states).toEqual(['pause=PAUSED']);
    shell.send({ kind: 'ResumeRequested', inputs: { reason: 'why not' }, by: 'me' });
    expect(shell.settle().states).toEqual(['pause=SUCCESS', 'last=SUCCESS']);
    expect(outputsOf(shell.view)['pause']).toMatchObject({ onResume: { reason: 'why not' } });
    expect(states(shell.view.execution.state)).toEqual([
      ...['CREATED', 'RUNNING', 'PAUSED', 'RESTARTED', 'RUNNING', 'SUCCESS'],
    ]);
  });

  test('with a delay goes on by itself, and runs its tasks then', () => {
    const pause = aFlowable('Pause', 'pause', { delay: 'PT1S', tasks: [aTask('child')] });
    const shell = created(aFlow({ tasks: [pause] }));
    expect(shell.states).toEqual(['pause=PAUSED']);
    const { view, states: all } = shell.settle();
    expect(all).toEqual(['pause=SUCCESS', 'child=SUCCESS']);
    expect(states(taskRunsOf(view)[0]?.state ?? { histories: [] })).toEqual([
      ...['CREATED', 'RUNNING', 'PAUSED', 'RUNNING', 'SUCCESS'],
    ]);
  });

  test('with a behavior that its expression made wrong fails', () => {
    const pause = aFlowable('Pause', 'pause', { pauseDuration: 'PT1S', behavior: 'SOMETIMES' });
    expect(simulate(aFlow({ tasks: [pause] })).states).toEqual(['pause=FAILED']);
  });

  test.each([
    ['WARN', 'pause=WARNING', 'WARNING'],
    ['FAIL', 'pause=FAILED', 'FAILED'],
    ['CANCEL', 'pause=CANCELLED', 'CANCELLED'],
    ['cancel', 'pause=CANCELLED', 'CANCELLED'],
  ])('that elapses with %s gives %s', (behavior, taskRun, execution) => {
    const pause = aFlowable('Pause', 'pause', { pauseDuration: 'PT1S', behavior });
    const { view, states: all } = simulate(aFlow({ tasks: [pause] }));
    expect(all).toEqual([taskRun]);
    expect(view.execution.state.current).toBe(execution);
  });

  test('that times out is FAILED after its own error tasks', () => {
    const pause = aFlowable('Pause', 'pause', { timeout: 'PT1S', errors: [aTask('error')] });
    const { states: all } = simulate(aFlow({ tasks: [pause] }));
    expect(all).toEqual(['pause=FAILED', 'error=SUCCESS']);
  });

  test.each([
    ['WARN', ['pause=WARNING', 'last=SUCCESS']],
    ['FAIL', ['pause=FAILED', 'error=SUCCESS', 'last=SUCCESS']],
  ])('that elapses with %s runs its handlers but no other child', (behavior, expected) => {
    const children = { tasks: [aTask('x')], errors: [aTask('error')], finally: [aTask('last')] };
    const pause = aFlowable('Pause', 'pause', { pauseDuration: 'PT1S', behavior, ...children });
    expect(simulate(aFlow({ tasks: [pause] })).states).toEqual(expected);
  });

  test('twice in parallel keeps the execution PAUSED until both are resumed', () => {
    const pauses = ['p', 'q'].map((id) => aFlowable('Pause', id));
    const shell = created(aFlow({ tasks: [aFlowable('Parallel', 'par', { tasks: pauses })] }));
    shell.settle().send({ kind: 'ResumeRequested' });
    expect(shell.states).toEqual(['par=RUNNING', 'p=SUCCESS', 'q=PAUSED']);
    expect(shell.view.execution.state.current).toBe('PAUSED');
    shell.send({ kind: 'ResumeRequested' });
    expect(shell.view.execution.state.current).toBe('SUCCESS');
  });

  test('in parallel with others is PAUSED with them, and none waits for another', () => {
    const timed = aFlowable('Pause', 'timed', { pauseDuration: 'PT1S' });
    const nested = aFlowable('Sequential', 'seq', { tasks: [aFlowable('Pause', 'nested')] });
    const tasks = [aFlowable('Pause', 'first'), timed, nested];
    const shell = created(aFlow({ tasks: [aFlowable('Parallel', 'par', { tasks })] }));
    expect(shell.states).toEqual([
      ...['par=RUNNING', 'first=PAUSED', 'timed=PAUSED', 'seq=RUNNING', 'nested=PAUSED'],
    ]);
    shell.settle().send({ kind: 'ResumeRequested' });
    expect(shell.states).toContain('nested=PAUSED');
    shell.send({ kind: 'ResumeRequested' });
    expect(states(shell.view.execution.state)).toEqual([
      ...['CREATED', 'RUNNING', 'PAUSED', 'RESTARTED', 'RUNNING', 'SUCCESS'],
    ]);
  });

  test('runs its onPause task while the execution is PAUSED', () => {
    const pause = aFlowable('Pause', 'pause', { onPause: aTask('tell') });
    const shell = created(aFlow({ tasks: [pause] })).settle();
    expect(shell.states).toEqual(['pause=PAUSED', 'tell=SUCCESS']);
    expect(shell.view.execution.state.current).toBe('PAUSED');
  });

  test('by hand lets what runs end and starts nothing until it is resumed', () => {
    const shell = created(aFlow({ tasks: [aTask('a'), aTask('b')] }));
    shell.send({ kind: 'PauseRequested' });
    expect(shell.settle().states).toEqual(['a=SUCCESS']);
    shell.send({ kind: 'ResumeRequested' });
    expect(shell.settle().states).toEqual(['a=SUCCESS', 'b=SUCCESS']);
    expect(shell.send({ kind: 'ResumeRequested' }).refusal?.code).toBe('ILLEGAL_STATE');
    expect(shell.send({ kind: 'PauseRequested' }).refusal?.code).toBe('ILLEGAL_ARGUMENT');
  });
});

describe('LoopUntil', () => {
  const loop = (properties: object) =>
    aFlow({
      tasks: [
        aFlowable('LoopUntil', 'loop', {
          condition: 'CONDITION',
          checkFrequency: { interval: 'PT1S', maxIterations: 3 },
          tasks: [aTask('x')],
          ...properties,
        }),
      ],
    });
  const until = (count: number) => ({
    evaluate: ({ expression }: { expression: unknown }, view: Simulation['view']) =>
      expression === 'CONDITION'
        ? (outputsOf(view)['loop'] as { iterationCount: number }).iterationCount >= count
        : undefined,
  });

  test('goes on until its condition holds and keeps the task runs of the last pass', () => {
    const { view, states: all } = simulate(loop({}), until(2));
    expect(all).toEqual(['loop=SUCCESS', 'x=SUCCESS']);
    expect(outputsOf(view)['loop']).toEqual({ iterationCount: 2 });
    expect(taskRunsOf(view).map(({ iteration }) => iteration)).toEqual([1, 1]);
    expect(states(view.execution.state)).toEqual([
      ...['CREATED', 'RUNNING', 'PAUSED', 'RUNNING', 'SUCCESS'],
    ]);
  });

  test.each([
    [false, 'loop=SUCCESS'],
    [true, 'loop=FAILED'],
    // As an expression gives it.
    ['false', 'loop=SUCCESS'],
    ['true', 'loop=FAILED'],
  ])('at its maximum, with failOnMaxReached %s, gives %s', (failOnMaxReached, expected) => {
    const { states: all, view } = simulate(loop({ failOnMaxReached }), until(9));
    expect(all[0]).toBe(expected);
    expect(outputsOf(view)['loop']).toEqual({ iterationCount: 3 });
  });

  test('ends with the first pass that fails', () => {
    const outcome = () => ({ state: 'FAILED' as const });
    expect(simulate(loop({}), { ...until(9), outcome }).states).toEqual([
      'loop=FAILED',
      'x=FAILED',
    ]);
  });
});

describe('a subflow', () => {
  const subflow = { namespace: 'dev', flowId: 'child', labels: { own: 1 } };
  const start = (properties: object = {}) => {
    const shell = created(
      aFlow({ tasks: [aFlowable('Subflow', 'sub', { ...subflow, ...properties })] }),
    );
    const taskRunId = taskRunsOf(shell.view)[0]?.id ?? '';
    return { shell, taskRunId };
  };
  const child = { executionId: 'c1', state: 'CREATED' } as const;

  test('is started with its rendered properties', () => {
    const { shell, taskRunId } = start({ inputs: { a: 1 } });
    expect(shell.commands.at(-1)).toEqual({
      kind: 'StartSubflow',
      taskRunId,
      attempt: 1,
      namespace: 'dev',
      flowId: 'child',
      inputs: { a: 1 },
      labels: [{ key: 'own', value: '1' }],
      wait: true,
    });
  });

  test.each([
    ['FAILED', true, 'sub=FAILED'],
    ['KILLED', true, 'sub=KILLED'],
    ['CANCELLED', true, 'sub=SUCCESS'],
    ['FAILED', false, 'sub=SUCCESS'],
  ] as const)(
    'whose child ends %s, transmitted: %s, gives %s',
    (state, transmitFailed, expected) => {
      const { shell, taskRunId } = start({ transmitFailed });
      shell.send({ kind: 'SubflowStarted', taskRunId, ...child });
      shell.send({ kind: 'SubflowEnded', taskRunId, executionId: 'c1', state, outputs: { x: 1 } });
      expect(shell.states).toEqual([expected]);
      expect(findTaskRun(shell.view, taskRunId)?.outputs).toEqual({
        executionId: 'c1',
        state,
        outputs: { x: 1 },
      });
    },
  );

  test('that does not wait is SUCCESS once its child exists', () => {
    const { shell, taskRunId } = start({ wait: false });
    shell.send({ kind: 'SubflowStarted', taskRunId, ...child });
    expect(shell.states).toEqual(['sub=SUCCESS']);
  });

  test('that is refused fails with its message, and is retried like any task', () => {
    const { shell, taskRunId } = start({
      retry: { type: 'constant', interval: 'PT1S', maxAttempts: 2 },
    });
    shell.send({ kind: 'SubflowRefused', taskRunId, message: 'no such flow' });
    expect(shell.states).toEqual(['sub=RETRYING']);
    shell.settle().send({ kind: 'SubflowRefused', taskRunId, message: 'no such flow' });
    expect(shell.states).toEqual(['sub=FAILED']);
    expect(findTaskRun(shell.view, taskRunId)?.attempts).toHaveLength(2);
  });

  test('ends with the execution that took the place of its child, and restarts that one', () => {
    const { shell, taskRunId } = start();
    shell.send({ kind: 'SubflowStarted', taskRunId, ...child });
    const end = { kind: 'SubflowEnded', taskRunId, state: 'FAILED' } as const;
    shell.send({ ...end, executionId: 'other', originalId: 'foreign' });
    expect(shell.states).toEqual(['sub=RUNNING']);
    shell.send({ ...end, executionId: 'c2', originalId: 'c1' });
    expect(findTaskRun(shell.view, taskRunId)?.outputs).toEqual({
      executionId: 'c2',
      state: 'FAILED',
    });
    shell.send({ kind: 'RestartRequested' });
    expect(shell.commands.find(({ kind }) => kind === 'RestartSubflow')).toMatchObject({
      executionId: 'c2',
    });
  });

  test('whose child failed restarts that child', () => {
    const { shell, taskRunId } = start();
    shell.send({ kind: 'SubflowStarted', taskRunId, ...child });
    shell.send({ kind: 'SubflowEnded', taskRunId, executionId: 'c1', state: 'FAILED' });
    shell.send({ kind: 'RestartRequested' });
    expect(shell.commands.find(({ kind }) => kind === 'RestartSubflow')).toEqual({
      kind: 'RestartSubflow',
      taskRunId,
      executionId: 'c1',
    });
    shell.send({ kind: 'SubflowEnded', taskRunId, executionId: 'c1', state: 'SUCCESS' });
    expect(shell.view.execution.state.current).toBe('SUCCESS');
  });
});

describe('ForEachItem', () => {
  const childOf = (taskRunId: string, batch: number) => childExecutionId(taskRunId, 1, batch);
  const start = (properties: object = {}) => {
    const each = { items: 'kestra:///x', namespace: 'dev', flowId: 'child', ...properties };
    const shell = created(aFlow({ tasks: [aFlowable('ForEachItem', 'each', each)] }), {
      outcome: () => ({ state: 'SUCCESS', outputs: { splits: 'kestra:///splits.txt' } }),
    }).settle(1);
    const taskRunId =
      taskRunsOf(shell.view).find(({ taskId }) => taskId === 'each_items')?.id ?? '';
    return { shell, taskRunId };
  };

  test('counts the ends of its batches, however often they are told, and then merges', () => {
    const { shell, taskRunId } = start();
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 2 });
    for (const iteration of [0, 1, 1]) {
      const executionId = childOf(taskRunId, iteration);
      shell.send({ kind: 'SubflowStarted', taskRunId, iteration, executionId, state: 'CREATED' });
      shell.send({ kind: 'SubflowEnded', taskRunId, iteration, executionId, state: 'SUCCESS' });
    }
    expect(findTaskRun(shell.view, taskRunId)?.outputs).toEqual({
      iterations: { CREATED: 0, RUNNING: 0, SUCCESS: 2 },
      numberOfBatches: 2,
    });
    expect(shell.settle().states).toEqual([
      ...['each=SUCCESS', 'each_split=SUCCESS', 'each_items=SUCCESS', 'each_merge=SUCCESS'],
    ]);
  });

  test('fails when a batch failed, and a restart restarts that one only', () => {
    const { shell, taskRunId } = start();
    (['SUCCESS', 'FAILED'] as const).forEach((state, iteration) => {
      const executionId = childOf(taskRunId, iteration);
      shell.send({ kind: 'SubflowStarted', taskRunId, iteration, executionId, state: 'CREATED' });
      shell.send({ kind: 'SubflowEnded', taskRunId, iteration, executionId, state });
    });
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 2 });
    expect(shell.states.slice(-1)).toEqual(['each_items=FAILED']);
    shell.send({ kind: 'RestartRequested' });
    expect(shell.commands.filter(({ kind }) => kind === 'RestartSubflow')).toEqual([
      { kind: 'RestartSubflow', taskRunId, executionId: childOf(taskRunId, 1), iteration: 1 },
    ]);
    shell.send({
      kind: 'SubflowEnded',
      taskRunId,
      iteration: 1,
      executionId: childOf(taskRunId, 1),
      state: 'SUCCESS',
    });
    expect(shell.settle().view.execution.state.current).toBe('SUCCESS');
  });

  test('with a concurrency limit asks for the next batch when one has ended', () => {
    const { shell, taskRunId } = start({ concurrencyLimit: 1 });
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 2 });
    shell.send({
      kind: 'SubflowStarted',
      taskRunId,
      iteration: 0,
      executionId: childOf(taskRunId, 0),
      state: 'CREATED',
    });
    shell.send({
      kind: 'SubflowEnded',
      taskRunId,
      iteration: 0,
      executionId: childOf(taskRunId, 0),
      state: 'SUCCESS',
    });
    const asked = shell.commands.filter((command) => command.kind === 'StartSubflowBatches');
    expect(asked.map(({ from, count }) => [from, count])).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  test('restarts no more failed batches at once than its concurrency limit, created or not', () => {
    const { shell, taskRunId } = start({ concurrencyLimit: 2 });
    const begin = (iteration: number, ...states: StateType[]) => {
      const executionId = childOf(taskRunId, iteration);
      shell.send({ kind: 'SubflowStarted', taskRunId, iteration, executionId, state: 'CREATED' });
      states.forEach((state) =>
        shell.send({ kind: 'SubflowEnded', taskRunId, iteration, executionId, state }),
      );
    };
    const end = (iteration: number, state: StateType) => {
      const executionId = childOf(taskRunId, iteration);
      shell.send({ kind: 'SubflowEnded', taskRunId, iteration, executionId, state });
    };
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 4 });
    begin(0, 'FAILED');
    shell.send({ kind: 'SubflowRefused', taskRunId, iteration: 1, message: 'no such flow' });
    begin(2, 'FAILED');
    begin(3, 'SUCCESS');
    expect(shell.states.slice(-1)).toEqual(['each_items=FAILED']);
    const before = shell.commands.length;
    const started = () =>
      shell.commands
        .slice(before)
        .flatMap((command) =>
          command.kind === 'RestartSubflow'
            ? [`again ${command.iteration}`]
            : command.kind === 'StartSubflowBatches'
              ? [`new ${command.from}`]
              : [],
        );
    shell.send({ kind: 'RestartRequested' });
    expect(started()).toEqual(['again 0', 'new 1']);
    end(0, 'SUCCESS');
    expect(started()).toEqual(['again 0', 'new 1', 'again 2']);
    begin(1, 'SUCCESS');
    end(2, 'SUCCESS');
    expect(findTaskRun(shell.view, taskRunId)?.outputs?.['iterations']).toEqual({
      CREATED: 0,
      RUNNING: 0,
      FAILED: 0,
      SUCCESS: 4,
    });
    expect(shell.settle().view.execution.state.current).toBe('SUCCESS');
  });

  test('that is killed starts no further batch and ends with those under way', () => {
    const { shell, taskRunId } = start({ concurrencyLimit: 1 });
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 2 });
    const executionId = childOf(taskRunId, 0);
    const batch = { taskRunId, iteration: 0, executionId } as const;
    shell.send({ kind: 'SubflowStarted', ...batch, state: 'CREATED' });
    shell.send({ kind: 'KillRequested', cascade: true });
    expect(shell.states.slice(-1)).toEqual(['each_items=RUNNING']);
    shell.send({ kind: 'SubflowEnded', ...batch, state: 'KILLED' });
    const of = (taskId: string) => taskRunsOf(shell.view).find((run) => run.taskId === taskId);
    expect([of('each')?.state.current, of('each_items')?.state.current]).toEqual([
      ...['KILLED', 'KILLED'],
    ]);
    expect(shell.commands.filter(({ kind }) => kind === 'StartSubflowBatches')).toHaveLength(1);
  });

  test('that is killed before its first batch exists is over at once', () => {
    const { shell, taskRunId } = start();
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 2 });
    shell.send({ kind: 'KillRequested', cascade: true });
    expect(findTaskRun(shell.view, taskRunId)?.state.current).toBe('KILLED');
  });

  test('restarts the execution that took the place of the child of a batch', () => {
    const { shell, taskRunId } = start();
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 1 });
    const originalId = childOf(taskRunId, 0);
    const batch = { taskRunId, iteration: 0 } as const;
    shell.send({ kind: 'SubflowStarted', ...batch, executionId: originalId, state: 'CREATED' });
    const end = { kind: 'SubflowEnded', ...batch, state: 'FAILED' } as const;
    shell.send({ ...end, executionId: 'c2', originalId });
    expect(shell.states.slice(-1)).toEqual(['each_items=FAILED']);
    shell.send({ kind: 'RestartRequested' });
    expect(shell.commands.find(({ kind }) => kind === 'RestartSubflow')).toMatchObject({
      executionId: 'c2',
    });
  });

  test("an earlier attempt's child counts nothing", () => {
    const { shell, taskRunId } = start();
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 1 });
    const executionId = childExecutionId(taskRunId, 0, 0);
    shell.send({ kind: 'SubflowEnded', taskRunId, iteration: 0, executionId, state: 'FAILED' });
    expect(shell.states.slice(-1)).toEqual(['each_items=RUNNING']);
  });

  test('without a batch is SUCCESS without outputs', () => {
    const { shell, taskRunId } = start();
    shell.send({ kind: 'SubflowBatchesFound', taskRunId, numberOfBatches: 0 });
    expect(shell.settle().view.execution.state.current).toBe('SUCCESS');
    expect(findTaskRun(shell.view, taskRunId)?.outputs).toBeUndefined();
  });
});
