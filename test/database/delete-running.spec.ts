import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { World } from '../support/trigger-world.js';
import { waitFor } from '../support/wait-for.js';

const EXECUTIONS = 8;

let world: World;
beforeEach(async () => {
  world = await World.make();
});
afterEach(() => world.end());

test('executions that are deleted while they run leave nothing behind', async () => {
  const server = await world.start();
  await world.save(
    server,
    `
id: busy
namespace: team
tasks:
  - { id: sleep, type: io.kestra.plugin.core.flow.Sleep, duration: PT1M }
afterExecution:
  - { id: after, type: io.kestra.plugin.core.log.Log, message: over }
`,
  );
  for (let n = 0; n < EXECUTIONS; n++) {
    await world.call(server, 'POST', 'executions/team/busy');
  }
  const runs = async (): Promise<number> =>
    (await world.client.query(`select from task_runs where state = 'RUNNING'`)).rowCount ?? 0;
  await waitFor(async () => (await runs()) === EXECUTIONS);
  const path = 'executions/by-query?namespace=team&includeNonTerminated=true';
  expect(await world.call(server, 'DELETE', path)).toMatchObject({ body: { count: EXECUTIONS } });
  await world.stop(server);
  for (const table of ['executions', 'task_runs', 'execution_events', 'worker_jobs', 'logs']) {
    expect([table, (await world.client.query(`select from ${table}`)).rowCount]).toEqual([
      table,
      0,
    ]);
  }
}, 60_000);
