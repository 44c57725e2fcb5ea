import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { type RunningServer, startServer } from '../support/server.js';
import { waitFor } from '../support/wait-for.js';

const TEMPLATES = '/api/v1/templates';

let server: RunningServer;
let without: RunningServer;
beforeAll(async () => {
  server = await startServer({ config: { 'kestra.templates.enabled': true } });
  without = await startServer();
}, 60_000);
afterAll(async () => {
  await server.stop();
  await without.stop();
});

const api = (of = server): ReturnType<typeof request> => request(of.url);
const template = (id: string, message: string): string =>
  `id: ${id}\nnamespace: team\ntasks:\n  - id: inside\n    type: io.kestra.plugin.core.log.Log\n    message: ${message}\n`;

const post = (path: string, yaml: string, of = server): request.Test =>
  api(of).post(path).type('application/x-yaml').send(yaml);

/** Runs a flow with one Template task; its state and its log messages. */
async function outcome(of: RunningServer, templateId: string): Promise<[string, string]> {
  const id = `uses-${templateId}`;
  const task = `{id: t, type: io.kestra.plugin.core.flow.Template, namespace: team, templateId: ${templateId}, args: {who: "{{ flow.id }}"}}`;
  await post('/api/v1/flows', `id: ${id}\nnamespace: team\ntasks: [${task}]\n`, of);
  const path = `/api/v1/executions/team/${id}?wait=true`;
  const { body } = await api(of).post(path).field('unused', '').expect(200);
  const lines = await waitFor(async () => {
    const logs = (await api(of).get(`/api/v1/logs/${body.id}`)).body as { message: string }[];
    return logs.length > 0 ? logs : undefined;
  });
  return [body.state.current, lines.map(({ message }) => message).join('\n')];
}

describe('templates', () => {
  test('are created, read, found, changed and deleted', async () => {
    const created = await post(TEMPLATES, template('life', 'hi')).expect(200);
    expect(created.body).toEqual({
      tenantId: 'main',
      id: 'life',
      namespace: 'team',
      tasks: [{ id: 'inside', type: 'io.kestra.plugin.core.log.Log', message: 'hi' }],
      deleted: false,
    });
    await post(TEMPLATES, template('life', 'hi')).expect(422);
    const found = await api().get(`${TEMPLATES}/search?q=life&size=1`).expect(200);
    expect(found.body).toEqual({ results: [created.body], total: 1 });
    const changed = await api()
      .put(`${TEMPLATES}/team/life`)
      .send({ ...created.body, description: 'now with words' })
      .expect(200);
    expect(changed.body.description).toBe('now with words');
    await api().put(`${TEMPLATES}/team/other`).send(created.body).expect(404);
    await api().delete(`${TEMPLATES}/team/life`).expect(204);
    await api().get(`${TEMPLATES}/team/life`).expect(404);
  });

  test('are validated without being stored', async () => {
    const { body } = await post(`${TEMPLATES}/validate`, 'id: x\nnamespace: team\n').expect(200);
    expect(body).toMatchObject([{ flow: 'x', constraints: expect.stringContaining('tasks') }]);
    await api().get(`${TEMPLATES}/team/x`).expect(404);
  });

  test('of a namespace are replaced by what is sent', async () => {
    const place = (text: string): string => text.replace('team', 'all');
    await post(TEMPLATES, place(template('old', 'hi'))).expect(200);
    const sent = [template('a', '1'), template('b', '2')].map(place).join('---\n');
    await post(`${TEMPLATES}/all`, sent).expect(200);
    const { body } = await api().get(`${TEMPLATES}/search?namespace=all&sort=id:desc`);
    expect(body.results.map(({ id }: { id: string }) => id)).toEqual(['b', 'a']);
  });

  test('are imported and exported', async () => {
    const file = Buffer.from(`${template('in', 'hi')}---\nid: broken\n`);
    const imported = await api()
      .post(`${TEMPLATES}/import`)
      .attach('fileUpload', file, 'some.yaml')
      .expect(200);
    expect(imported.body).toEqual(['1']);
    const ids = [{ namespace: 'team', id: 'in' }];
    const { headers } = await api().post(`${TEMPLATES}/export/by-ids`).send(ids).expect(200);
    expect(headers['content-disposition']).toContain('templates.zip');
    const deleted = await api().delete(`${TEMPLATES}/delete/by-ids`).send(ids).expect(200);
    expect(deleted.body).toEqual({ count: 1 });
  });

  test('run where a flow uses them, as they are then', async () => {
    await post(TEMPLATES, template('greet', '"hello {{ parent.outputs.args.who }}"')).expect(200);
    expect(await outcome(server, 'greet')).toEqual(['SUCCESS', 'hello uses-greet']);
    expect(await outcome(server, 'missing')).toEqual([
      'FAILED',
      "Can't find flow template 'team.missing'",
    ]);
  });

  test('are unknown where they are switched off', async () => {
    await api(without).get(`${TEMPLATES}/search`).expect(404);
    await post(TEMPLATES, template('life', 'hi'), without).expect(404);
    const [state, message] = await outcome(without, 'greet');
    expect(state).toBe('FAILED');
    expect(message).toContain('kestra.templates.enabled');
  });
});
