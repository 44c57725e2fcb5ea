import { describe, expect, test } from '@jest/globals';
import { taskRunsOf } from '../../engine/index.js';
import type { TaskRun } from '../../model/task-run.js';
import { aFlow, aFlowable, aTask } from '../../testing/builders.js';
import { simulate } from '../../testing/simulation.js';
import { jobScope } from './job-scope.js';
import type { LiveExecution } from './live-execution.js';

const VALUES = Array.from({ length: 150 }, (_, index) => `v${index}`);
const flow = aFlow({
  tasks: [
    aTask('before'),
    aFlowable('ForEach', 'each', {
      values: VALUES,
      concurrencyLimit: 0,
      tasks: [aTask('first'), aTask('second')],
    }),
  ],
});
const { view } = simulate(flow, {
  outcome: ({ taskId }) => ({ state: 'SUCCESS', outputs: { of: taskId } }),
});
const second = taskRunsOf(view).filter(({ taskId }) => taskId === 'second')[7] as TaskRun;

function scopeFor(message: string) {
  const scope = jobScope({ view } as LiveExecution, second.id, aTask('second', { message }));
  return scope && { ...scope, outputs: paths(scope.outputs), tasks: paths(scope.tasks) };
}

function paths(seen: readonly { readonly path: readonly string[] }[]): readonly string[] {
  return seen.map(({ path }) => path.join(' '));
}

describe('the scope of a job', () => {
  test('names the task runs of its own value and tells the task run without what only the engine knows', () => {
    const { memo, ...taskRun } = second;
    expect(memo).toBeDefined();
    expect(
      scopeFor(
        '{{ outputs.first[taskrun.value].of }} {{ outputs.before.of }} {{ tasks.each.state }}',
      ),
    ).toEqual({
      taskRun,
      parents: expect.anything(),
      outputs: [`first ${second.value}`, 'before'],
      tasks: ['each'],
    });
  });

  test.each([
    ['the outputs of all values', '{{ outputs.first | length }}'],
    ['all outputs', '{{ outputs }}'],
    ['a task that only the evaluation knows', '{{ outputs[inputs.name] }}'],
    ['variables that hold expressions', '{{ render(vars.text) }}'],
  ])(
    'does not exist for a task that looks at %s: its worker reads everything',
    (_what, message) => {
      expect(scopeFor(message)).toBeUndefined();
    },
  );

  test('names nothing for a task that looks at nothing', () => {
    expect(scopeFor('{{ taskrun.value }}')).toMatchObject({ outputs: [], tasks: [] });
  });
});
