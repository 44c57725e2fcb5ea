import { afterEach, describe, expect, test } from '@jest/globals';
import { World } from '../support/trigger-world.js';
import { waitFor } from '../support/wait-for.js';

let world: World;
afterEach(() => world.end());

const upstream = (id: string, more = ''): string => `
id: ${id}
namespace: team
tasks:
  - id: out
    type: io.kestra.plugin.core.debug.Return
    format: "from ${id}"
outputs:
  - {id: ${id}, type: STRING, value: "{{ outputs.out.value }}"}
${more}`;

const listener = (id: string, trigger: string, more = ''): string => `
id: ${id}
namespace: team
tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Return
    format: "{{ trigger ?? 'none' }}"
triggers:
  - id: t
    type: io.kestra.plugin.core.trigger.Flow
    ${trigger.trim().replaceAll('\n', '\n    ')}
${more}`;

const OF = (flowId: string): string => `conditions:
  - {type: io.kestra.plugin.core.condition.ExecutionFlow, namespace: team, flowId: ${flowId}}`;

describe('a Flow trigger', () => {
  test('hears each state once, whichever of several executors tells and consumes it', async () => {
    world = await World.make();
    const api = await world.start('webserver');
    await world.start('executor', 'worker');
    await world.start('executor', 'worker');
    await world.save(api, upstream('up'));
    await world.save(api, listener('once', OF('up')));
    await world.save(api, listener('running', `states: [RUNNING, SUCCESS]\n${OF('up')}`));
    for (let n = 0; n < 20; n++) {
      await world.call(api, 'POST', 'executions/team/up');
    }
    const ended = async (id: string): Promise<number> =>
      (await world.executions(id)).filter(({ state }) => state === 'SUCCESS').length;
    await waitFor(
      async () => (await ended('once')) >= 20 && (await ended('running')) >= 40,
      30_000,
    );
    await waitFor(
      async () => (await world.client.query('select from announcements')).rowCount === 0,
    );
    const sources = (await world.executions('once')).map(({ document }) =>
      String(document.trigger.variables['executionId']),
    );
    expect(new Set(sources).size).toBe(20);
    expect(sources).toHaveLength(20);
    const heard = (await world.executions('running')).map(({ document }) =>
      String(document.trigger.variables['state']),
    );
    expect(heard.filter((state) => state === 'RUNNING')).toHaveLength(20);
    expect(heard).toHaveLength(40);
  }, 90_000);

  test('hands outputs over, wants no input, and makes no execution when an input cannot be rendered', async () => {
    world = await World.make();
    const server = await world.start();
    await world.save(server, upstream('up'));
    await world.save(
      server,
      listener(
        'given',
        `inputs:\n  a: "{{ outputs.out.value }}"\n  b: "{{ trigger.outputs.up }}"\n  extra: 1\nlabels: {from: "{{ trigger.flowId }}", gone: "{{ nothing.there }}"}\n${OF('up')}`,
        'inputs:\n  - {id: a, type: STRING}\n  - {id: b, type: STRING}\n  - {id: missing, type: INT}',
      ),
    );
    await world.save(
      server,
      listener('broken', `inputs:\n  a: "{{ nothing.there }}"\n${OF('up')}`),
    );
    await world.save(server, listener('chained', OF('given')));
    await world.call(server, 'POST', 'executions/team/up');
    await waitFor(async () => (await world.executions('chained')).length === 1);
    const [row] = await world.executions('given');
    expect(row?.document).toMatchObject({
      inputs: { a: 'from up', b: 'from up', extra: 1 },
      labels: [{ key: 'from', value: 'up' }],
    });
    expect(await world.executions('broken')).toEqual([]);
    const { rows } = await world.client.query(
      `select message from logs where flow_id = 'broken' and trigger_id = 't'`,
    );
    expect(rows).toHaveLength(1);
  }, 60_000);

  test('without conditions hears every flow but its own', async () => {
    world = await World.make();
    const server = await world.start();
    await world.save(server, upstream('up'));
    await world.save(server, listener('all', ''));
    await world.call(server, 'POST', 'executions/team/up');
    await world.call(server, 'POST', 'executions/team/all');
    await waitFor(
      async () =>
        (await world.executions('all')).filter(({ state }) => state === 'SUCCESS').length === 2,
    );
    await waitFor(
      async () => (await world.client.query('select from announcements')).rowCount === 0,
    );
    expect(await world.executions('all')).toHaveLength(2);
  }, 60_000);
});

describe('preconditions', () => {
  const BOTH = `preconditions:
  id: both
  flows:
    - {namespace: team, flowId: a, states: [SUCCESS], labels: {env: prod}}
    - {namespace: team, flowId: b}
  where:
    - id: any
      operand: OR
      filters:
        - {field: FLOW_ID, type: IN, values: [a, x]}
        - {field: EXPRESSION, type: IS_TRUE, value: "{{ false }}"}`;
  const PROD = 'labels: {env: prod}';

  test('are met together, in any order, by executions of one window; outputs are merged; then all begins anew', async () => {
    world = await World.make();
    const server = await world.start();
    await world.save(server, upstream('a', PROD));
    await world.save(server, upstream('b'));
    await world.save(server, listener('both', BOTH));
    const run = async (id: string): Promise<void> => {
      const count = (await world.executions(id)).length;
      await world.call(server, 'POST', `executions/team/${id}`);
      await waitFor(
        async () =>
          (await world.executions(id)).filter(({ state }) => state === 'SUCCESS').length ===
          count + 1,
      );
      await waitFor(
        async () => (await world.client.query('select from announcements')).rowCount === 0,
      );
    };
    await run('b');
    await run('b');
    expect(await world.executions('both')).toEqual([]);
    await run('a');
    const [row] = await waitFor(async () => {
      const rows = await world.executions('both');
      return rows.length === 1 ? rows : undefined;
    });
    expect(row?.document.trigger.variables).toMatchObject({
      flowId: 'a',
      outputs: { a: 'from a', b: 'from b' },
    });
    expect((await world.client.query('select from trigger_windows')).rowCount).toBe(0);
    await run('a');
    expect(await world.executions('both')).toHaveLength(1);
    await run('b');
    await waitFor(async () => (await world.executions('both')).length === 2);
  }, 60_000);

  test('that stay met fire for every further execution of the window', async () => {
    world = await World.make();
    const server = await world.start();
    await world.save(server, upstream('a'));
    await world.save(server, upstream('b'));
    await world.save(
      server,
      listener(
        'stays',
        'preconditions:\n  id: stays\n  resetOnSuccess: false\n  timeWindow: {type: SLIDING_WINDOW, window: PT1H}\n  flows:\n    - {flowId: a}\n    - {flowId: b}',
      ),
    );
    await world.save(
      server,
      listener(
        'one',
        'dependsOn:\n  - {namespace: team, flowId: a}\n  - {namespace: team, flowId: b}\nmode: ANY',
      ),
    );
    const run = (id: string): Promise<unknown> =>
      world.call(server, 'POST', `executions/team/${id}`);
    await run('a');
    await waitFor(async () => (await world.executions('one')).length === 1);
    await run('b');
    await waitFor(async () => (await world.executions('stays')).length === 1);
    await run('a');
    await waitFor(async () => (await world.executions('stays')).length === 2);
  }, 60_000);
});
