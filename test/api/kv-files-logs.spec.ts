import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { LogRepository } from '../../src/logs/index.js';
import type { LogEntry } from '../../src/model/log-entry.js';
import type { RunningServer } from '../support/server.js';
import { startServer } from '../support/server.js';

let server: Awaited<ReturnType<typeof startServer>> & RunningServer;
const api = (): ReturnType<typeof request> => request(server.url);

beforeAll(async () => {
  server = await startServer({ roles: ['webserver'] });
}, 60_000);

afterAll(() => server.stop());

describe('key-value pairs', () => {
  const put = (key: string, literal: string): request.Test =>
    api().put(`/api/v1/namespaces/a.b/kv/${key}`).type('text/plain').send(literal);

  test('keep the type of their literal and count their revisions', async () => {
    await put('n', '1.0').expect(200);
    const first = await api().get('/api/v1/namespaces/a.b/kv/n').expect(200);
    expect(first.text).toContain('"value":1.0');
    await put('n', '{a: 2021-09-01}').expect(200);
    const { body } = await api().get('/api/v1/main/namespaces/a.b/kv/n').expect(200);
    expect(body).toMatchObject({ type: 'JSON', value: { a: '2021-09-01' }, revision: 2 });
  });

  test('can be expired, unknown or badly named', async () => {
    await put('short', 'x').set('ttl', 'PT0S').expect(200);
    await api().get('/api/v1/namespaces/a.b/kv/short').expect(410);
    await api().get('/api/v1/namespaces/a.b/kv/nothing').expect(404);
    await put('-x', '1').expect(422);
    await put('x', '1').set('ttl', 'soon').expect(422);
    const { body } = await api().get('/api/v1/namespaces/a.b/kv').expect(200);
    expect(body.map(({ key }: { key: string }) => key)).not.toContain('short');
  });

  test('are deleted one by one with a bare answer, or many with the names of those that were there', async () => {
    await put('k1', '1').expect(200);
    await api().delete('/api/v1/namespaces/a.b/kv/k1').expect(200, 'true');
    await api().delete('/api/v1/namespaces/a.b/kv/k1').expect(200, 'false');
    await put('k2', '1').expect(200);
    await api()
      .delete('/api/v1/namespaces/a.b/kv')
      .send({ keys: ['k1', 'k2'] })
      .expect(200, { keys: ['k2'] });
    await put('parent', '1').expect(200);
    const { body } = await api().get('/api/v1/namespaces/a.b.c/kv/inheritance').expect(200);
    expect(body).toContainEqual(expect.objectContaining({ key: 'parent', namespace: 'a.b' }));
  });
});

describe('namespace files', () => {
  const upload = (path: string, text: string): request.Test =>
    api()
      .post('/api/v1/namespaces/f/files')
      .query({ path })
      .attach('fileContent', Buffer.from(text), 'x.txt');

  test('come back as they were sent', async () => {
    await upload('/dir/x.txt', 'hello').expect(200);
    const { body } = await api().get('/api/v1/namespaces/f/files?path=/dir/x.txt').expect(200);
    expect((body as Buffer).toString()).toBe('hello');
    await api().get('/api/v1/namespaces/f/files/search?q=x.t').expect(200, ['/dir/x.txt']);
  });

  test.each(['/../x', '/a/..%2f..%2fx', '/_flows/x.yml'])(
    'the path %s leads nowhere',
    async (path) => {
      await api().get(`/api/v1/namespaces/f/files?path=${path}`).expect(422);
      await api().delete(`/api/v1/namespaces/f/files?path=${path}`).expect(422);
    },
  );

  test('without a path are a bad request, unknown ones are not found', async () => {
    await api().get('/api/v1/namespaces/f/files').expect(400);
    await api()
      .get('/api/v1/namespaces/f/files?path=/nothing')
      .expect(404, /"message":"Not Found"/);
  });
});

describe('log lines', () => {
  const line = (level: LogEntry['level'], message: string): LogEntry => ({
    namespace: 'logs',
    flowId: 'f',
    executionId: 'e1',
    taskId: 't',
    attemptNumber: 0,
    timestamp: '2024-01-01T00:00:00.000Z',
    level,
    message,
  });

  beforeAll(async () => {
    const logs = server.container.get(LogRepository, { strict: false });
    await logs.append([
      line('DEBUG', 'small'),
      line('INFO', 'needle\0here'),
      line('ERROR', 'large'),
    ]);
  });

  test('are read by level, task and text', async () => {
    const messages = async (path: string): Promise<string[]> => {
      const { body } = await api().get(path).expect(200);
      return (Array.isArray(body) ? body : body.results).map(({ message }: LogEntry) => message);
    };
    expect(await messages('/api/v1/logs/e1')).toEqual(['small', 'needle\ufffdhere', 'large']);
    expect(await messages('/api/v1/logs/e1?minLevel=WARN')).toEqual(['large']);
    expect(
      await messages('/api/v1/logs/e1?filters[level][EQUALS]=INFO&minLevel=ERROR'),
    ).toHaveLength(2);
    expect(await messages('/api/v1/logs/e1?taskId=other')).toEqual([]);
    expect(await messages('/api/v1/logs/search?q=NEEDLE&namespace=logs')).toEqual([
      'needle\ufffdhere',
    ]);
    await api().get('/api/v1/logs/e1?minLevel=LOUD').expect(422);
    await api().get('/api/v1/logs/search?filters[color][EQUALS]=red').expect(422);
    await api().get('/api/v1/logs/e1/follow?filters[color][EQUALS]=red').expect(422);
  });

  test('can be downloaded, followed to the end of an execution and deleted', async () => {
    const { text } = await api().get('/api/v1/logs/e1/download?minLevel=ERROR').expect(200);
    expect(text).toBe('2024-01-01T00:00:00.000Z ERROR large\n');
    const events = await api().get('/api/v1/logs/e1/follow?minLevel=ERROR').expect(200);
    expect(events.text).toMatch(
      /^data: \{\}\nid: start\n\ndata: \{.*"message":"large".*\}\nid: progress\n\n$/,
    );
    await api().delete('/api/v1/logs/e1').expect(200);
    await api().get('/api/v1/logs/e1').expect(200, []);
  });
});
