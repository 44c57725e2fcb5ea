import { describe, expect, test } from '@jest/globals';
import type { WorkerGroup } from '../model/task.js';
import { aFlow, aFlowable, aTask } from '../testing/builders.js';
import { Simulation } from '../testing/simulation.js';
import type { WorkersOfGroup } from './worker-group.js';

const GPU: WorkerGroup = { key: 'gpu' };

function run(
  workers: WorkersOfGroup['workers'],
  group: WorkerGroup | undefined = GPU,
  properties: object = {},
): Simulation {
  const task = aTask('t', { ...(group && { workerGroup: group }), ...properties });
  return new Simulation(aFlow({ tasks: [task, aTask('next')] }), {
    evaluate: ({ expression, workerGroup }) =>
      workerGroup === true ? { key: String(expression), workers } : undefined,
  }).run();
}

const submitted = ({ commands }: Simulation): readonly (string | undefined)[] =>
  commands.flatMap((one) => (one.kind === 'SubmitWorkerTask' ? [one.workerGroup] : []));

describe('a task with a worker group', () => {
  test.each([
    ['LIVE', undefined],
    ['LIVE', 'FAIL'],
    ['NONE', undefined],
    ['NONE', 'WAIT'],
  ] as const)(
    'goes to its group when workers are %s and the fallback is %s',
    (workers, fallback) => {
      const group = { ...GPU, ...(fallback && { fallback }) };
      expect(submitted(run(workers, group))).toEqual(['gpu', undefined]);
    },
  );

  test('is FAILED when nobody knows the group, whatever the fallback', () => {
    const { states, commands } = run('UNKNOWN', { ...GPU, fallback: 'WAIT' });
    expect(states).toEqual(['t=FAILED']);
    expect(commands).toContainEqual(
      expect.objectContaining({
        message: expect.stringContaining("No worker group 'gpu' is known"),
      }),
    );
  });

  test('is FAILED or CANCELLED without a worker when the fallback says so', () => {
    expect(run('NONE', { ...GPU, fallback: 'FAIL' }).states).toEqual(['t=FAILED']);
    expect(run('NONE', { ...GPU, fallback: 'CANCEL' }).states).toEqual([
      't=CANCELLED',
      'next=SUCCESS',
    ]);
  });

  test('that may fail is WARNING', () => {
    const { states } = run('UNKNOWN', GPU, { allowFailure: true });
    expect(states).toEqual(['t=WARNING', 'next=SUCCESS']);
  });

  test('is not asked about when its runIf is false', () => {
    expect(run('UNKNOWN', GPU, { runIf: 'false' }).states).toEqual(['t=SKIPPED', 'next=SUCCESS']);
  });

  test('goes to the same group again when its worker is lost', () => {
    const flow = aFlow({ tasks: [aTask('t', { workerGroup: GPU })] });
    const simulation = new Simulation(flow, {
      evaluate: ({ workerGroup }) =>
        workerGroup === true ? { key: 'gpu', workers: 'LIVE' } : undefined,
    });
    simulation.send({ kind: 'ExecutionCreated' });
    const [run] = [...simulation.view.entries.values()];
    simulation.send({ kind: 'WorkerLost', taskRunId: run?.run.id ?? '', attempt: 1 });
    expect(submitted(simulation)).toEqual(['gpu', 'gpu']);
  });
});

test('the group of the flow holds for tasks without one, in a WorkingDirectory too', () => {
  const directory = aFlowable('WorkingDirectory', 'dir', { tasks: [aTask('inside')] });
  const flow = aFlow({
    workerGroup: { key: 'all' },
    tasks: [aTask('plain'), aTask('own', { workerGroup: GPU }), directory],
  });
  const simulation = new Simulation(flow, {
    evaluate: ({ expression, workerGroup }) =>
      workerGroup === true ? { key: String(expression), workers: 'LIVE' } : undefined,
  }).run();
  expect(submitted(simulation)).toEqual(['all', 'gpu', 'all']);
});
