import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { World } from '../support/trigger-world.js';
import { waitFor } from '../support/wait-for.js';

let world: World;
let site: Server;
let url: string;
let asked: string[];

beforeEach(async () => {
  asked = [];
  site = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(JSON.stringify({ path: request.url }));
  });
  await new Promise<void>((resolve) => site.listen(0, resolve));
  url = `http://localhost:${(site.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await world.end();
  site.closeAllConnections();
  await new Promise((resolve) => site.close(resolve));
});

const flow = (id: string, trigger: string): string => `
id: ${id}
namespace: team
tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Return
    format: "{{ trigger.body }}"
triggers:
  - id: t
    type: io.kestra.plugin.core.http.Trigger
    ${trigger.replaceAll('\n', '\n    ')}
`;

describe('a polling trigger', () => {
  test('is asked at once and then at intervals, by one of several workers', async () => {
    world = await World.make();
    const server = await world.start();
    await world.start('worker');
    await world.save(server, flow('polled', `uri: ${url}/x\ninterval: PT1S`));
    await waitFor(
      async () =>
        (await world.executions('polled')).filter(({ state }) => state === 'SUCCESS').length >= 3,
      20_000,
    );
    const [row] = await world.executions('polled');
    expect(row?.document).toMatchObject({
      trigger: { variables: { code: 200, body: '{"path":"/x"}' } },
    });
    const executions = (await world.executions('polled')).length;
    expect(asked.length - executions).toBeLessThanOrEqual(1);
  }, 60_000);

  test('with a worker group is asked by workers of that group only, and they ask no other', async () => {
    world = await World.make();
    const server = await world.start();
    const grouped = `uri: ${url}/grouped\ninterval: PT1S\nworkerGroup: { key: "{{ 'gp' ~ 'u' }}" }`;
    await world.save(server, flow('grouped', grouped));
    await world.save(server, flow('plain', `uri: ${url}/plain\ninterval: PT1S`));
    await waitFor(() => asked.filter((path) => path === '/plain').length >= 2);
    expect(asked).not.toContain('/grouped');
    await world.startWith({ 'kestra.worker.group': 'gpu' }, 'worker');
    await waitFor(() => asked.includes('/grouped'));
    const { rows } = await world.client.query(
      `select t.flow_id, w.worker_group from triggers t join services w on w.id = t.worker_id
       where t.flow_id = 'plain' and w.worker_group is not null`,
    );
    expect(rows).toEqual([]);
  }, 60_000);

  test('makes nothing when its condition does not hold, and logs what went wrong without an execution', async () => {
    world = await World.make();
    const server = await world.start();
    await world.save(
      server,
      flow(
        'silent',
        `uri: ${url}/silent\ninterval: PT1S\nresponseCondition: "{{ response.statusCode == 404 }}"`,
      ),
    );
    await world.save(server, flow('broken', 'uri: http://localhost:1/\ninterval: PT1S'));
    await world.save(server, flow('loud', 'uri: http://localhost:1/\nfailOnTriggerError: true'));
    await waitFor(() => asked.filter((path) => path === '/silent').length >= 2);
    const [failed] = await waitFor(async () => {
      const rows = await world.executions('loud');
      return rows.length === 1 ? rows : undefined;
    });
    expect(failed?.state).toBe('FAILED');
    await waitFor(async () => {
      const { rowCount } = await world.client.query(
        `select from logs where flow_id = 'broken' and trigger_id = 't' and execution_id is null and level = 4`,
      );
      return (rowCount ?? 0) >= 2;
    });
    expect(await world.executions('silent')).toEqual([]);
    expect(await world.executions('broken')).toEqual([]);
  }, 60_000);
});
