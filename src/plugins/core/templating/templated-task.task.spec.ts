import { describe, expect, test } from '@jest/globals';
import { runTask } from '../../../testing/fake-run-context.js';

const run = (spec: string) =>
  runTask({ task: { type: 'io.kestra.plugin.core.templating.TemplatedTask', spec } });

describe('TemplatedTask', () => {
  test('runs the task that the rendered text describes and gives its outputs', async () => {
    const { output } = await run(
      'type: io.kestra.plugin.core.debug.{{ "Return" }}\nformat: made in {{ flow.namespace }}',
    );
    expect(output.outputs).toEqual({ value: 'made in company.team' });
  });

  test.each([
    ['type: io.kestra.plugin.core.templating.TemplatedTask\nspec: ""', 'cannot be of type'],
    ['type: io.kestra.plugin.core.flow.Sequential\ntasks: []', 'is not a runnable task'],
    ['type: io.kestra.plugin.core.debug.Retrun', 'did you mean'],
    [
      'type: io.kestra.plugin.core.debug.Return\nformatt: x',
      'formatt: Unrecognized field "formatt"',
    ],
    ['just text', 'spec: must be a task, a map with a `type`'],
  ])('refuses %j', async (spec, message) => {
    await expect(run(spec)).rejects.toThrow(message);
  });
});
