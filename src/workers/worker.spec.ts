import { afterEach, describe, expect, test } from '@jest/globals';
import type { Task } from '../model/task.js';
import { newState } from '../model/state.js';
import type { ExecutionSnapshot } from '../queues/worker-job.js';
import { aFlow, anExecution, aTaskRun, fakeServices } from '../testing/fake-run-context.js';
import { MemoryQueue } from '../testing/memory-queue.js';
import { Worker } from './worker.js';

let stop: (() => Promise<void>) | undefined;

afterEach(() => stop?.());

function start(task: Record<string, unknown>, snapshot: Partial<ExecutionSnapshot> = {}) {
  const queue = new MemoryQueue();
  const found: ExecutionSnapshot = {
    flow: aFlow(),
    execution: anExecution(),
    taskRun: aTaskRun('task', { id: 'run' }),
    parents: [],
    outputs: {},
    tasks: {},
    ...snapshot,
  };
  const troubles: string[] = [];
  const worker = new Worker(
    { workerId: 'w', lanes: { light: 2, heavy: 2 }, heavyTypes: new Set() },
    queue,
    { snapshotOf: () => found },
    {
      sink: queue,
      runServices: fakeServices(),
      limits: { outputBytes: 1000 },
      deriveTaskRunId: (execution, taskId, parent) => `${execution}/${parent}/${taskId}`,
      nextTryAt: (_retry, { made, at }) => (made < 3 ? at : undefined),
      now: Date.now,
      onTrouble: (message, error) => troubles.push(`${message}: ${String(error)}`),
    },
  );
  worker.start();
  stop = () => worker.stop();
  const job = {
    executionId: 'execution',
    taskRunId: 'run',
    attempt: 1,
    flow: { namespace: 'company.team', flowId: 'flow', revision: 1 },
    correlationId: 'execution',
    task: { id: 'task', ...task } as Task,
  };
  const again = (more: Record<string, unknown> = {}) => ({
    ...job,
    task: { ...job.task, ...more },
  });
  return { queue, worker, job, again, troubles };
}

const log = (message: unknown, more = {}) => ({
  type: 'io.kestra.plugin.core.log.Log',
  message,
  ...more,
});
const sleep = (duration: string, more = {}) => ({
  type: 'io.kestra.plugin.core.flow.Sleep',
  duration,
  ...more,
});
const shell = (commands: string[], more = {}) => ({
  type: 'io.kestra.plugin.scripts.shell.Commands',
  taskRunner: { type: 'io.kestra.plugin.core.runner.Process' },
  commands,
  ...more,
});

describe('a worker', () => {
  test('reports a short attempt by its end alone, with its lines', async () => {
    const { queue, job } = start(log('hello {{ flow.id }}'));
    const ended = await queue.run(job);
    expect(ended).toMatchObject({
      kind: 'TaskRunEnded',
      state: 'SUCCESS',
      attempt: 1,
      outputs: {},
    });
    expect(queue.events).toHaveLength(1);
    expect(
      queue.logs.map(({ level, message, attemptNumber }) => [level, message, attemptNumber]),
    ).toEqual([['INFO', 'hello flow', 0]]);
  });

  test('reports the start of an attempt that lasts', async () => {
    const { queue, job } = start(sleep('PT0.05S'));
    await queue.run(job);
    expect(queue.events.map((event) => event.kind)).toEqual(['TaskRunStarted', 'TaskRunEnded']);
  });

  test('gives the outputs, without absent members', async () => {
    const { queue, job } = start({ type: 'io.kestra.plugin.core.debug.Return' });
    expect(await queue.run(job)).toMatchObject({ state: 'SUCCESS', outputs: {} });
    expect(queue.metrics.map(({ name, type }) => [name, type])).toEqual([
      ['length', 'counter'],
      ['duration', 'timer'],
    ]);
  });

  test('fails an attempt whose property cannot be rendered and says why', async () => {
    const { queue, job } = start(log('{{ nothing }}'));
    expect(await queue.run(job)).toMatchObject({ state: 'FAILED' });
    expect(queue.logs[0]).toMatchObject({ level: 'ERROR' });
    expect(queue.logs[0]?.message).toContain('nothing');
  });

  test('fails an attempt of an unknown type with the nearest name', async () => {
    const { queue, job } = start({ type: 'io.kestra.plugin.core.log.Logg' });
    expect(await queue.run(job)).toMatchObject({ state: 'FAILED' });
    expect(queue.logs[0]?.message).toContain('did you mean io.kestra.plugin.core.log.Log?');
  });

  test('fails an attempt at its timeout', async () => {
    const { queue, job } = start(sleep('PT100S', { timeout: 'PT0.02S' }));
    expect(await queue.run(job)).toMatchObject({ state: 'FAILED' });
    expect(queue.logs.find((line) => line.level === 'ERROR')?.message).toBe(
      'Timeout after 00:00:00.020',
    );
  });

  test('kills a running attempt', async () => {
    const { queue, job, worker } = start(sleep('PT100S'));
    const ended = queue.run(job);
    expect(worker.freeLanes('light')).toBe(1);
    queue.kill('execution');
    expect(await ended).toMatchObject({ state: 'KILLED' });
    expect(worker.freeLanes('light')).toBe(2);
  });

  test('does not begin an attempt of an execution that is being killed', async () => {
    const { queue, job } = start(log('never'), {
      execution: anExecution({ state: newState('2026-01-01', 'KILLING') }),
    });
    expect(await queue.run(job)).toMatchObject({ state: 'KILLED' });
    expect(queue.logs).toEqual([]);
  });

  test('refuses outputs that are too large', async () => {
    const { queue, job } = start({
      type: 'io.kestra.plugin.core.debug.Return',
      format: 'x'.repeat(1000),
    });
    expect(await queue.run(job)).toMatchObject({ state: 'FAILED', outputs: {} });
    expect(queue.logs.find((line) => line.level === 'ERROR')?.message).toContain(
      'the limit is 1000',
    );
  });

  test('runs shell commands and keeps what they said', async () => {
    const { queue, job } = start(
      shell(
        [
          'echo hello',
          'echo oops >&2',
          `echo '::{"outputs":{"n":1.0,"text":"a"}}::'`,
          'echo x > out.txt',
        ],
        {
          outputFiles: ['*.txt'],
        },
      ),
    );
    const ended = await queue.run(job);
    expect(ended.state).toBe('SUCCESS');
    expect(ended.outputs).toMatchObject({
      exitCode: 0,
      vars: { text: 'a' },
      outputFiles: {
        'out.txt': expect.stringMatching(
          /^kestra:\/\/\/company\/team\/flow\/executions\/execution\/tasks\/task\/run\//,
        ),
      },
    });
    expect(queue.logs.map(({ level, message }) => `${level} ${message}`).sort()).toEqual([
      'ERROR oops',
      'INFO hello',
    ]);
  });

  test('keeps the outputs of commands that failed', async () => {
    const { queue, job } = start(shell([`echo '::{"outputs":{"n":1}}::'`, 'exit 3', 'echo never']));
    expect(await queue.run(job)).toMatchObject({
      state: 'FAILED',
      outputs: { exitCode: 3, vars: { n: 1 } },
    });
    expect(queue.logs.map((line) => line.message)).toContain('Command failed with exit code 3');
  });

  test('spares a run whose outputs are in the cache', async () => {
    const cached = {
      type: 'io.kestra.plugin.core.debug.Return',
      format: '{{ outputs.n }}',
      taskCache: { enabled: true },
    };
    const { queue, job, again } = start(cached, { outputs: { n: 1 } });
    expect(await queue.run(job)).toMatchObject({ outputs: { value: '1' } });
    queue.metrics.length = 0;
    expect(await queue.run(again())).toMatchObject({ state: 'SUCCESS', outputs: { value: '1' } });
    expect(queue.metrics).toEqual([]);
    expect(queue.logs.at(-1)?.message).toContain("Skipping task execution for task 'task'");
    expect(await queue.run(again({ format: 'other' }))).toMatchObject({
      outputs: { value: 'other' },
    });
  });

  test('sends the lines of a longer attempt in batches, in order', async () => {
    const { queue, job } = start(
      shell(['i=0; while [ $i -lt 3000 ]; do echo $i; i=$((i+1)); done']),
    );
    expect(await queue.run(job)).toMatchObject({ state: 'SUCCESS' });
    expect(queue.batches.length).toBeGreaterThan(0);
    expect(queue.logs.map((line) => Number(line.message))).toEqual(
      Array.from({ length: 3000 }, (_, index) => index),
    );
  });

  test('abandons what outlives the grace of a stop, without a report', async () => {
    const { queue, job, worker } = start(sleep('PT100S'));
    void queue.run(job);
    await worker.stop(0);
    expect(queue.events.filter((event) => event.kind === 'TaskRunEnded')).toEqual([]);
  });
});

describe('a WorkingDirectory', () => {
  const directory = (tasks: unknown[], more = {}) => ({
    type: 'io.kestra.plugin.core.flow.WorkingDirectory',
    tasks,
    ...more,
  });

  const flaky = (more: object = {}) => ({
    id: 'flaky',
    type: 'io.kestra.plugin.core.execution.Fail',
    condition: '{{ taskrun.attemptsCount < 2 }}',
    errorMessage: 'try {{ taskrun.attemptsCount }}',
    retry: { type: 'constant', interval: 'PT0S', ...more },
  });

  test('tries a child again in the same directory and tells its end once', async () => {
    const { queue, job } = start(directory([flaky(), { id: 'last', ...log('last') }]));
    expect(await queue.run(job)).toMatchObject({ state: 'SUCCESS' });
    const ends = queue.events.filter((event) => event.kind === 'TaskRunEnded');
    expect(ends.map(({ taskRunId, state, attempt }) => [taskRunId, state, attempt])).toEqual([
      ['execution/run/flaky', 'SUCCESS', 1],
      ['execution/run/last', 'SUCCESS', 1],
      ['run', 'SUCCESS', 1],
    ]);
    const lines = queue.logs.filter(({ message }) => message.startsWith('try'));
    expect(lines.map(({ message, attemptNumber }) => [message, attemptNumber])).toEqual([
      ['try 0', 0],
      ['try 1', 1],
    ]);
  });

  test.each([
    [1, 'SUCCESS'],
    [2, 'WARNING'],
  ])('with warningOnRetry a child that failed %i times before is %s', async (failures, state) => {
    const condition = `{{ taskrun.attemptsCount < ${failures} }}`;
    const child = { ...flaky({ warningOnRetry: true }), condition };
    const { queue, job } = start(directory([child]));
    expect(await queue.run(job)).toMatchObject({ state });
  });

  test('fails when the last try of a child fails', async () => {
    const failing = { ...flaky(), condition: 'true' };
    const { queue, job } = start(directory([failing, { id: 'last', ...log('last') }]));
    expect(await queue.run(job)).toMatchObject({ state: 'FAILED' });
    expect(queue.logs.filter(({ message }) => message.startsWith('try'))).toHaveLength(3);
  });

  test('runs its children one after another in one directory', async () => {
    const { queue, job, troubles } = start(
      directory(
        [
          { id: 'write', ...shell(['cat given.txt > made.txt', 'echo more >> made.txt']) },
          {
            id: 'read',
            type: 'io.kestra.plugin.core.debug.Return',
            format: '{{ outputs.write.exitCode }} {{ workerTaskrun.id }}',
          },
        ],
        { inputFiles: { 'given.txt': 'from {{ flow.id }}\n' }, outputFiles: ['made.txt'] },
      ),
    );
    const ended = await queue.run(job);
    expect(troubles).toEqual([]);
    expect(ended).toMatchObject({
      state: 'SUCCESS',
      outputs: { outputFiles: { 'made.txt': expect.any(String) } },
    });
    expect(
      queue.events
        .filter((e) => e.kind === 'TaskRunEnded')
        .map((e) => [e.taskRunId, e.state, e.made]),
    ).toEqual([
      [
        'execution/run/write',
        'SUCCESS',
        { taskId: 'write', parentTaskRunId: 'run', parentAttempt: 1 },
      ],
      [
        'execution/run/read',
        'SUCCESS',
        { taskId: 'read', parentTaskRunId: 'run', parentAttempt: 1 },
      ],
      ['run', 'SUCCESS', undefined],
    ]);
    expect(queue.events.find((e) => e.taskRunId === 'execution/run/read')).toMatchObject({
      outputs: { value: '0 run' },
    });
  });

  test('says in the log of a child why its runIf cannot be read', async () => {
    const child = { id: 'child', ...log('x'), runIf: '{{ nope }}' };
    const { queue, job } = start(directory([child]));
    expect(await queue.run(job)).toMatchObject({ state: 'FAILED' });
    const errors = queue.logs.filter(({ level }) => level === 'ERROR');
    expect(errors.map(({ taskId, taskRunId }) => [taskId, taskRunId])).toEqual([
      ['child', 'execution/run/child'],
    ]);
  });

  test('stops at the first failed child but not at one that may fail', async () => {
    const fail = { type: 'io.kestra.plugin.core.execution.Fail' };
    const { queue, job } = start(
      directory([
        { id: 'tolerated', ...fail, allowFailure: true },
        { id: 'skipped', ...log('x'), runIf: 'false' },
        { id: 'failed', ...fail },
        { id: 'never', ...log('never') },
      ]),
    );
    expect(await queue.run(job)).toMatchObject({ state: 'FAILED' });
    expect(
      queue.events.filter((e) => e.kind === 'TaskRunEnded').map((e) => [e.made?.taskId, e.state]),
    ).toEqual([
      ['tolerated', 'FAILED'],
      ['skipped', 'SKIPPED'],
      ['failed', 'FAILED'],
      [undefined, 'FAILED'],
    ]);
  });
});
