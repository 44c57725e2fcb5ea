import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import request from 'supertest';
import { type RunningServer, startServer } from '../support/server.js';
import { waitFor } from '../support/wait-for.js';

const LOG = 'io.kestra.plugin.core.log.Log';
const SUBFLOW = 'io.kestra.plugin.core.flow.Subflow';

/** The database refuses what is written of some executions, and would refuse it each time it is tried again. */
const REFUSE = `
  create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'refused'; end $$;
  create trigger refuse_child before insert on executions
    for each row when (new.flow_id = 'refused') execute function refuse();
  create trigger refuse_task before insert on task_runs
    for each row when (new.task_id = 'refused') execute function refuse();`;

let server: RunningServer;
let pool: pg.Pool;
beforeAll(async () => {
  server = await startServer();
  pool = new pg.Pool({ connectionString: server.databaseUrl });
  await pool.query(REFUSE);
  await save('refused', `[{id: hi, type: ${LOG}, message: hi}]`);
});
afterAll(async () => {
  await pool.end();
  await server.stop();
});

async function save(id: string, tasks: string): Promise<void> {
  await request(server.url)
    .post('/api/v1/flows')
    .type('application/x-yaml')
    .send(`id: ${id}\nnamespace: dev\ntasks: ${tasks}\n`)
    .expect(200);
}

async function start(flowId: string): Promise<string> {
  const { body } = await request(server.url)
    .post(`/api/v1/executions/trigger/dev/${flowId}`)
    .expect(200);
  return body.id;
}

interface Ended {
  readonly state: { readonly current: string };
  readonly taskRunList: readonly { readonly state: { readonly current: string } }[];
}

function ended(id: string): Promise<Ended> {
  return waitFor(async () => {
    const { body } = await request(server.url).get(`/api/v1/executions/${id}`);
    return ['SUCCESS', 'FAILED'].includes(body.state.current) ? (body as Ended) : undefined;
  });
}

describe('an execution that cannot be written', () => {
  test('fails the Subflow task that wants it, and what runs beside it goes on', async () => {
    const child = `type: ${SUBFLOW}, namespace: dev, wait: true`;
    await save('parent', `[{id: a, ${child}, flowId: refused}]`);
    await save('neighbour', `[{id: a, type: ${LOG}, message: hi}]`);
    const parents = await Promise.all([start('parent'), start('parent'), start('parent')]);
    for (const id of parents) {
      const { state, taskRunList } = await ended(id);
      expect([state, ...taskRunList.map((run) => run.state)].map((one) => one.current)).toEqual([
        'FAILED',
        'FAILED',
      ]);
    }
    expect((await ended(await start('neighbour'))).state.current).toBe('SUCCESS');
  });

  test('fails at the task that cannot be', async () => {
    await save(
      'task',
      `[{id: first, type: ${LOG}, message: "{{ kv('none', errorOnMissing=false) }}"}, {id: refused, type: ${LOG}, message: hi}]`,
    );
    expect((await ended(await start('task'))).state.current).toBe('FAILED');
  });

  test('tells whoever sends it something, and goes on when it can be written again', async () => {
    await save('paused', '[{id: wait, type: io.kestra.plugin.core.flow.Pause}]');
    const id = await start('paused');
    const state = async (): Promise<string> =>
      (await request(server.url).get(`/api/v1/executions/${id}`)).body.state.current;
    const resume = (): request.Test =>
      request(server.url).post(`/api/v1/executions/${id}/resume?wait=true`);
    await waitFor(async () => (await state()) === 'PAUSED');
    await pool.query(
      `create trigger refuse_update before update on executions
       for each row when (new.flow_id = 'paused') execute function refuse()`,
    );
    await resume().expect(500);
    expect(await state()).toBe('PAUSED');

    await pool.query('drop trigger refuse_update on executions');
    await resume().expect((answer) => expect(answer.status).toBeLessThan(300));
    expect((await ended(id)).state.current).toBe('SUCCESS');
  });
});
