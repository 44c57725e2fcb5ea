import { describe, expect, test } from '@jest/globals';
import type { RunServices } from '../../../run-context/index.js';
import { fakeServices, runTask } from '../../../testing/fake-run-context.js';

async function run(
  services: RunServices,
  name: string,
  properties: Record<string, unknown> = {},
  value?: string,
): Promise<Record<string, unknown>> {
  const { output } = await runTask({
    task: { type: `io.kestra.plugin.core.state.${name}`, ...properties },
    ...(value === undefined ? {} : { taskRun: { value } }),
    services,
  });
  return { ...output.outputs };
}

describe('the state of a flow', () => {
  test('grows by what is set; later values win', async () => {
    const services = fakeServices();
    const set = await run(services, 'Set', { data: { a: 1, b: 1 } });
    expect(set).toEqual({ count: 2, key: 'flow_states_tasks-states_default' });
    expect(await run(services, 'Set', { data: { b: '{{ 2 }}', c: 3 } })).toMatchObject({
      count: 3,
    });
    expect(await run(services, 'Get')).toEqual({ count: 3, data: { a: 1, b: '2', c: 3 } });
  });

  test('is another one for each value of a loop, unless shared', async () => {
    const services = fakeServices();
    await run(services, 'Set', { data: { n: 1 } }, 'x');
    expect(await run(services, 'Get', {}, 'y')).toEqual({ count: 0, data: {} });
    expect(await run(services, 'Get', {}, 'x')).toEqual({ count: 1, data: { n: 1 } });
    await run(services, 'Set', { data: { n: 2 }, taskrunValue: false }, 'x');
    expect(await run(services, 'Get', { taskrunValue: false }, 'y')).toMatchObject({
      data: { n: 2 },
    });
  });

  test('of the namespace is not that of the flow', async () => {
    const services = fakeServices();
    const set = await run(services, 'Set', { data: { n: 1 }, namespace: true, name: 'shared' });
    expect(set).toEqual({ count: 1, key: 'states_tasks-states_shared' });
    expect(await run(services, 'Get', { name: 'shared' })).toMatchObject({ count: 0 });
  });

  test('can be deleted; a missing one is an error only when asked for', async () => {
    const services = fakeServices();
    await run(services, 'Set', { data: { n: 1 } });
    expect(await run(services, 'Delete')).toEqual({ deleted: true });
    expect(await run(services, 'Delete')).toEqual({ deleted: false });
    for (const name of ['Get', 'Delete']) {
      await expect(run(services, name, { errorOnMissing: true })).rejects.toThrow(
        "The state 'default' does not exist",
      );
    }
  });
});
