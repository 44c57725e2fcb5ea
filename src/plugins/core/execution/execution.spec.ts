import { describe, expect, test } from '@jest/globals';
import type { ExecutionsPort } from '../../api/run-context.js';
import { aRunContext, runTask } from '../../../testing/fake-run-context.js';
import { NESTED_PLUGINS } from '../../../workers/nested-plugins.js';

const END = '2026-01-01T00:00:00Z';

function run(
  name: string,
  properties: Record<string, unknown>,
  port: Partial<ExecutionsPort> = {},
) {
  return runTask({
    task: { type: `io.kestra.plugin.core.execution.${name}`, ...properties },
    services: { executions: port as ExecutionsPort },
  });
}

describe('Fail', () => {
  test('fails always without a condition, with the message', async () => {
    await expect(run('Fail', { errorMessage: 'no {{ flow.id }}' })).rejects.toThrow('no flow');
  });

  test.each(['{{ 1 == 1 }}', 'no', ' '])('fails on the condition %j', async (condition) => {
    await expect(run('Fail', { condition })).rejects.toThrow('Fail on a condition');
  });

  test.each(['{{ 1 == 2 }}', '0', '-0', ''])('goes on with the condition %j', async (condition) => {
    expect((await run('Fail', { condition })).output).toEqual({});
  });
});

describe('Assert', () => {
  test('counts the conditions that hold and those that do not', async () => {
    const { metrics } = await run('Assert', { conditions: ['{{ true }}', '1'] });
    expect(metrics.map(({ name, value }) => [name, value])).toEqual([
      ['success', 2],
      ['failed', 0],
    ]);
  });

  test('fails when one does not hold or cannot be rendered', async () => {
    const conditions = ['{{ true }}', '{{ false }}', '{{ nowhere.x }}'];
    await expect(run('Assert', { conditions, errorMessage: 'Look!' })).rejects.toThrow(
      '2 assertion(s) failed! Look!',
    );
  });
});

describe('Count', () => {
  const lines = [
    { namespace: 'a', flowId: 'x', count: 0 },
    { namespace: 'a', flowId: 'y', count: 3 },
  ];
  const port = { count: () => Promise.resolve(lines) };

  test('keeps the lines for which the expression is true and sums them', async () => {
    const properties = { namespaces: ['a'], startDate: END, expression: '{{ count >= 1 }}' };
    const { output } = await run('Count', properties, port);
    expect(output.outputs).toEqual({ results: [lines[1]], total: 3 });
  });

  test.each([
    [{}, 'Count needs `flows` or `namespaces`'],
    [{ namespaces: ['a'], states: ['DONE'] }, 'states: must be one of CREATED'],
    [{ namespaces: ['a'], startDate: 'today' }, 'startDate: must be a date and time with a zone'],
  ])('refuses %j', async (properties, message) => {
    await expect(run('Count', { expression: 'true', ...properties }, port)).rejects.toThrow(
      message,
    );
  });
});

describe('Count of 2.0', () => {
  const asked: unknown[] = [];
  const port: Partial<ExecutionsPort> = {
    count: (query) => {
      asked.push(query);
      return Promise.resolve([
        { namespace: 'a', flowId: 'x', count: 1 },
        { namespace: 'a', flowId: 'y', count: 3 },
      ]);
    },
  };
  const count = (properties: object) =>
    runTask({
      task: { type: 'io.kestra.plugin.kestra.executions.Count', startDate: END, ...properties },
      services: { executions: port as ExecutionsPort },
    });

  test('gives one number, of this namespace unless others are named', async () => {
    const { output } = await count({});
    expect(output.outputs).toEqual({ count: 4 });
    await count({ namespaces: ['a'], flowId: 'y' });
    expect(asked).toMatchObject([
      { namespaces: [expect.any(String)] },
      { flows: [{ namespace: 'a', flowId: 'y' }] },
    ]);
  });

  test('is 0 when the expression does not hold', async () => {
    const { output } = await count({ expression: '{{ count > 4 }}' });
    expect(output.outputs).toEqual({ count: 0 });
  });
});

describe('PurgeExecutions', () => {
  test('asks for what is to be deleted and tells the counts', async () => {
    const asked: unknown[] = [];
    const { output } = await run(
      'PurgeExecutions',
      { endDate: END, states: ['success'], purgeLog: false },
      {
        purge: (query) => {
          asked.push(query);
          return Promise.resolve({ executions: 1, logs: 0, metrics: 2, files: 3 });
        },
      },
    );
    expect(asked).toEqual([
      {
        endDate: '2026-01-01T00:00:00.000Z',
        states: ['SUCCESS'],
        executions: true,
        logs: false,
        metrics: true,
        storage: true,
      },
    ]);
    expect(output.outputs).toEqual({
      executionsCount: 1,
      logsCount: 0,
      metricsCount: 2,
      storagesCount: 3,
    });
  });
});

describe('Resume', () => {
  const resumed: unknown[] = [];
  const port = { resume: (...call: unknown[]) => Promise.resolve(void resumed.push(call)) };

  test('means an execution of the own flow unless namespace and flow are given', async () => {
    await run('Resume', { executionId: 'x', inputs: { a: '{{ 1 }}' } }, port);
    await run('Resume', { executionId: 'y', namespace: 'n', flowId: 'f' }, port);
    expect(resumed).toEqual([
      [{ namespace: 'company.team', flowId: 'flow', executionId: 'x' }, { a: '1' }],
      [{ namespace: 'n', flowId: 'f', executionId: 'y' }, undefined],
    ]);
  });
});

describe('Assert', () => {
  test.each([
    [['{{ 1 == 1 }}', true, '{{ [0] }}'], 3, 0],
    [['{{ 1 == 2 }}', '{{ nothing.there }}', '0', 'yes'], 1, 3],
    ["{{ [1 == 1, false, 'x'] }}", 2, 1],
  ])('counts what holds of %j', async (conditions, success, failed) => {
    const ctx = aRunContext({
      task: { type: 'io.kestra.plugin.core.execution.Assert', conditions, errorMessage: 'Oh.' },
    });
    const running = NESTED_PLUGINS.runTask(ctx.task, ctx);
    await (failed === 0
      ? running
      : expect(running).rejects.toThrow(`${failed} assertion(s) failed! Oh.`));
    expect(ctx.collectedMetrics()).toMatchObject([
      { name: 'success', value: success },
      { name: 'failed', value: failed },
    ]);
  });

  test('refuses what is no list', async () => {
    await expect(run('Assert', { conditions: '{{ 1 }}' }, {})).rejects.toThrow(
      'conditions: must be a list',
    );
  });
});
