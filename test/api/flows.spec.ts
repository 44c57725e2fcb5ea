import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import type { RunningServer } from '../support/server.js';
import { startServer } from '../support/server.js';

let server: RunningServer;
const api = (): ReturnType<typeof request> => request(server.url);

beforeAll(async () => {
  server = await startServer({ roles: ['webserver'] });
}, 60_000);

afterAll(() => server.stop());

const flow = (id: string, namespace = 'team', message = 'hi'): string =>
  `id: ${id}\n# a comment\nnamespace: ${namespace}\ntasks:\n  - id: t\n    type: io.kestra.plugin.core.log.Log\n    message: ${message}\n`;

const post = (path: string, yaml: string): request.Test =>
  api().post(path).type('application/x-yaml').send(yaml);

describe('a flow through the API', () => {
  test('is created, read with its source byte for byte, updated, deleted and created again', async () => {
    const created = await post('/api/v1/flows', flow('life')).expect(200);
    expect(created.body).toMatchObject({
      id: 'life',
      namespace: 'team',
      revision: 1,
      deleted: false,
      source: flow('life'),
    });
    const read = await api().get('/api/v1/main/flows/team/life').expect(200);
    expect(read.body).not.toHaveProperty('source');
    const updated = await api()
      .put('/api/v1/flows/team/life')
      .type('text/yaml')
      .send(flow('life', 'team', 'bye'))
      .expect(200);
    expect(updated.body).toMatchObject({ revision: 2, tasks: [{ id: 't', message: 'bye' }] });
    await api().delete('/api/v1/flows/team/life').expect(204);
    await api().get('/api/v1/flows/team/life').expect(404);
    const deleted = await api().get('/api/v1/flows/team/life?allowDeleted=true').expect(200);
    expect(deleted.body).toMatchObject({ revision: 3, deleted: true });
    expect((await post('/api/v1/flows', flow('life')).expect(200)).body.revision).toBe(4);
    const revisions = await api().get('/api/v1/flows/team/life/revisions').expect(200);
    expect(revisions.body.map(({ revision }: { revision: number }) => revision)).toEqual([
      1, 2, 3, 4,
    ]);
  });

  test('that is broken is refused with every violation', async () => {
    const { body } = await post(
      '/api/v1/flows',
      flow('bad id').replace('message:', 'mesage:'),
    ).expect(422);
    expect(body.message).toMatch(/^Invalid entity: .*Unrecognized field "mesage"/);
    expect(body._embedded.errors.map(({ path }: { path: string }) => path)).toEqual([
      'id',
      'tasks[0].message',
      'tasks[0].mesage',
    ]);
  });

  test('can be JSON, whose source is made', async () => {
    const json = {
      id: 'json',
      namespace: 'team',
      tasks: [{ id: 't', type: 'io.kestra.plugin.core.log.Log', message: 'x' }],
    };
    await api().post('/api/v1/flows').send(json).expect(200);
    const { body } = await api().get('/api/v1/flows/team/json?source=true').expect(200);
    expect(body.source).toBe(
      'id: json\nnamespace: team\ntasks:\n  - id: t\n    type: io.kestra.plugin.core.log.Log\n    message: x\n',
    );
  });

  test('has tasks that can be replaced one by one, comments elsewhere staying', async () => {
    await post('/api/v1/flows', flow('patched')).expect(200);
    const task = { id: 't', type: 'io.kestra.plugin.core.log.Log', message: 'new' };
    await api().patch('/api/v1/flows/team/patched/t').send(task).expect(200);
    await api()
      .patch('/api/v1/flows/team/patched/t')
      .send({ ...task, id: 'u' })
      .expect(422);
    await api()
      .patch('/api/v1/flows/team/patched/u')
      .send({ ...task, id: 'u' })
      .expect(404);
    const { body } = await api().get('/api/v1/flows/team/patched?source=true').expect(200);
    expect(body).toMatchObject({ revision: 2, tasks: [task] });
    expect(body.source).toContain('# a comment');
  });
});

describe('many flows at once', () => {
  test('a namespace is replaced as a whole or not at all', async () => {
    await post('/api/v1/flows', flow('old', 'whole')).expect(200);
    const twice = `${flow('a', 'whole')}---\n${flow('a', 'whole')}`;
    expect((await post('/api/v1/flows/whole', twice).expect(422)).body.message).toContain(
      'flow.id: Duplicate flow id',
    );
    expect(
      (await post('/api/v1/flows/whole', flow('a', 'else')).expect(422)).body.message,
    ).toContain('flow.namespace');
    const { body } = await post(
      '/api/v1/flows/whole',
      `${flow('a', 'whole')}---\n${flow('b', 'whole')}`,
    ).expect(200);
    expect(body).toMatchObject([{ id: 'old', deleted: true }, { id: 'a' }, { id: 'b' }]);
    await post('/api/v1/flows/whole?delete=false', flow('c', 'whole')).expect(200);
    expect((await api().get('/api/v1/flows/whole').expect(200)).body).toHaveLength(3);
  });

  test('are switched off and on by rewriting their sources', async () => {
    await post('/api/v1/flows', flow('switch', 'toggle')).expect(200);
    const ids = [
      { namespace: 'toggle', id: 'switch' },
      { namespace: 'toggle', id: 'unknown' },
    ];
    const count = async (path: string): Promise<number> =>
      (await api().post(path).send(ids).expect(200)).body.count;
    expect(await count('/api/v1/flows/disable/by-ids')).toBe(1);
    expect(await count('/api/v1/flows/disable/by-ids')).toBe(0);
    const { body } = await api().get('/api/v1/flows/toggle/switch?source=true').expect(200);
    expect(body).toMatchObject({
      disabled: true,
      revision: 2,
      source: `${flow('switch', 'toggle')}disabled: true\n`,
    });
  });

  test('travel as a ZIP, and what cannot be read in it is named', async () => {
    await post('/api/v1/flows', flow('zipped', 'zip')).expect(200);
    const zip = await api()
      .get('/api/v1/flows/export/by-query?namespace=zip')
      .buffer(true)
      .parse(binary)
      .expect(200);
    await api()
      .delete('/api/v1/flows/delete/by-query?filters[namespace][EQUALS]=zip')
      .expect(200, { count: 1 });
    await api()
      .post('/api/v1/flows/import')
      .attach('fileUpload', zip.body as Buffer, 'flows.zip')
      .expect(200, []);
    await api().get('/api/v1/flows/zip/zipped').expect(200);
    const text = Buffer.from(`${flow('fine', 'zip')}---\nid: broken\n`);
    await api()
      .post('/api/v1/flows/import')
      .attach('fileUpload', text, 'flows.yaml')
      .expect(200, ['1']);
    await api().post('/api/v1/flows/import').attach('fileUpload', text, 'flows.txt').expect(422);
  });
});

describe('validation', () => {
  test('is data: what is wrong, what is outdated, what is old', async () => {
    await post('/api/v1/flows', flow('known', 'check')).expect(200);
    const old = flow('old', 'check').replace(
      'io.kestra.plugin.core.log.Log',
      'io.kestra.core.tasks.log.Log',
    );
    const text = `revision: 2\n${flow('known', 'check')}---\n${flow('known', 'check')}---\n${old}---\nid: [`;
    const { body } = await post('/api/v1/flows/validate', text).expect(200);
    expect(body).toMatchObject([
      { index: 0, flow: 'known', namespace: 'check', outdated: false },
      { index: 1, outdated: true },
      {
        index: 2,
        infos: ['io.kestra.core.tasks.log.Log is replaced by io.kestra.plugin.core.log.Log'],
      },
      { index: 3, constraints: expect.stringContaining('Invalid YAML') },
    ]);
    expect(body[0]).not.toHaveProperty('constraints');
  });
});

function binary(
  response: request.Response,
  done: (error: Error | null, body: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  (response as unknown as NodeJS.ReadableStream)
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('end', () => done(null, Buffer.concat(chunks)));
}
