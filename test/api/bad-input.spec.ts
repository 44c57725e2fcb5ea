import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { type RunningServer, startServer } from '../support/server.js';

const HELLO = `id: hello
namespace: bad.input
inputs:
  - id: count
    type: INT
    required: false
tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: hello
`;
const YAML = 'application/x-yaml';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
  await request(server.url).post('/api/v1/flows').type(YAML).send(HELLO).expect(200);
});
afterAll(() => server.stop());

interface Bad {
  readonly what: string;
  readonly method?: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly type?: string;
  readonly body?: string;
  readonly status: number;
}

const bomb = [
  'id: bomb\nnamespace: a\nvariables:\n  a: &a [x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 9 }, (_, i) => {
    const [own, before] = [String.fromCharCode(98 + i), String.fromCharCode(97 + i)];
    return `  ${own}: &${own} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`;
  }),
  'tasks:\n  - {id: t, type: io.kestra.plugin.core.log.Log, message: hi}\n',
].join('\n');

const REQUESTS: readonly Bad[] = [
  ...['', '{"a":1}', '[null]', '"x"'].flatMap((body) =>
    ['executions/by-ids', 'flows/delete/by-ids', 'triggers/delete/by-triggers'].map(
      (route): Bad => ({
        what: `${body === '' ? 'nothing' : body} where a list is expected by ${route}`,
        method: 'delete',
        path: `/api/v1/${route}`,
        type: 'application/json',
        body,
        status: 422,
      }),
    ),
  ),
  ...['executions/search', 'flows/search', 'logs/search', 'plugins', 'dashboards'].flatMap(
    (route) =>
      ['page=0', 'page=99999999999999999999', 'size=x'].map((query): Bad => ({
        what: `${query} for ${route}`,
        path: `/api/v1/${route}?${query}`,
        status: 422,
      })),
  ),
  {
    what: 'a filter that an export does not know',
    path: '/api/v1/main/executions/export/by-query/csv?filters[x][EQUALS]=1',
    status: 422,
  },
  {
    what: 'a pattern that the database cannot read, for an export',
    path: '/api/v1/main/executions/export/by-query/csv?filters[namespace][REGEX]=(',
    status: 422,
  },
  ...(
    [
      ['delete', 'executions/by-query'],
      ['delete', 'executions/kill/by-query'],
      ['delete', 'flows/delete/by-query'],
      ['post', 'flows/disable/by-query'],
      ['post', 'flows/enable/by-query'],
      ['delete', 'triggers/delete/by-query'],
      ['post', 'triggers/set-disabled/by-query'],
      ['post', 'triggers/unlock/by-query'],
      ['post', 'triggers/backfill/pause/by-query'],
      ['post', 'triggers/backfill/unpause/by-query'],
      ['post', 'triggers/backfill/delete/by-query'],
    ] as const
  ).map(([method, route]): Bad => ({
    what: `a misspelt filter of ${method} ${route}, which would find everything`,
    method,
    path: `/api/v1/${route}?namespaec=it`,
    status: 422,
  })),
  {
    what: 'a change of status without the status',
    method: 'post',
    path: '/api/v1/executions/none/actions/change-status',
    status: 400,
  },
  { what: 'an unknown route', path: '/api/v1/nope', status: 404 },
  { what: 'a wrong method', method: 'patch', path: '/api/v1/executions/search', status: 405 },
  {
    what: 'malformed JSON',
    method: 'post',
    path: '/api/v1/flows',
    type: 'application/json',
    body: '{bad',
    status: 422,
  },
  {
    what: 'malformed YAML',
    method: 'post',
    path: '/api/v1/flows',
    type: YAML,
    body: 'id: [x',
    status: 422,
  },
  {
    what: 'an empty body',
    method: 'post',
    path: '/api/v1/flows',
    type: YAML,
    body: '',
    status: 422,
  },
  {
    what: 'a YAML bomb',
    method: 'post',
    path: '/api/v1/flows',
    type: YAML,
    body: bomb,
    status: 422,
  },
  {
    what: 'a very deep document',
    method: 'post',
    path: '/api/v1/flows',
    type: YAML,
    body: `id: d\nvariables: ${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    status: 422,
  },
  {
    what: 'a very long document',
    method: 'post',
    path: '/api/v1/flows',
    type: YAML,
    body: `id: d\ndescription: ${'x'.repeat(11_000_000)}`,
    status: 422,
  },
  {
    what: 'a broken form',
    method: 'post',
    path: '/api/v1/executions/bad.input/hello',
    type: 'multipart/form-data; boundary=x',
    body: 'garbage',
    status: 422,
  },
  {
    what: 'an unknown flow',
    method: 'post',
    path: '/api/v1/executions/bad.input/nope',
    status: 404,
  },
  {
    what: 'an unknown revision',
    method: 'post',
    path: '/api/v1/executions/bad.input/hello?revision=99',
    status: 404,
  },
  {
    what: 'a revision that is no number',
    method: 'post',
    path: '/api/v1/executions/bad.input/hello?revision=x',
    status: 422,
  },
  {
    what: 'a label without a colon',
    method: 'post',
    path: '/api/v1/executions/bad.input/hello?labels=x',
    status: 422,
  },
  {
    what: 'a reserved label',
    method: 'post',
    path: '/api/v1/executions/bad.input/hello?labels=system.x:1',
    status: 422,
  },
  { what: 'an unknown execution', path: '/api/v1/executions/nope', status: 404 },
  { what: 'an id that climbs', path: '/api/v1/executions/..%2f..%2fetc', status: 404 },
  { what: 'an encoded climb', path: '/api/v1/flows/%2e%2e/%2e%2e', status: 404 },
  {
    what: 'a file path that climbs',
    path: '/api/v1/namespaces/bad.input/files?path=../../etc/passwd',
    status: 422,
  },
  { what: 'a NUL in a query', path: '/api/v1/executions/search?q=%00', status: 422 },
  {
    what: 'a broken regular expression',
    path: '/api/v1/executions/search?filters[namespace][REGEX]=(',
    status: 422,
  },
  {
    what: 'a revision that no flow can have',
    path: '/api/v1/flows/bad.input/hello?revision=99999999999',
    status: 422,
  },
  {
    what: 'a start after all time',
    method: 'post',
    path: '/api/v1/executions/trigger/bad.input/hello?scheduleDate=%2B275760-01-01T00:00:00Z',
    status: 422,
  },
  { what: 'a NUL in a path', path: '/api/v1/flows/a%00b/c', status: 422 },
  { what: 'a page below one', path: '/api/v1/executions/search?page=0', status: 422 },
  { what: 'a sort without direction', path: '/api/v1/executions/search?sort=x', status: 422 },
  {
    what: 'a state that does not exist',
    path: '/api/v1/executions/search?state=NOPE',
    status: 422,
  },
  { what: 'a missing query parameter', path: '/api/v1/executions?namespace=x', status: 400 },
  {
    what: 'kill of an unknown execution',
    method: 'delete',
    path: '/api/v1/executions/nope/kill',
    status: 404,
  },
  {
    what: 'an unknown webhook',
    method: 'post',
    path: '/api/v1/executions/webhook/bad.input/hello/x',
    status: 404,
  },
];

describe('bad input', () => {
  test.each(REQUESTS.map((bad) => [bad.what, bad] as const))(
    '%s is answered with a clear error and no stack',
    async (_what, { method = 'get', path, type, body, status }) => {
      const call = request(server.url)[method](path);
      const answer = await (type === undefined ? call : call.type(type)).send(body);
      expect(answer.status).toBe(status);
      expect(typeof answer.body.message).toBe('string');
      expect(answer.body.message).not.toBe('');
      expect(answer.body._links?.self?.[0]).toHaveProperty('href');
      expect(answer.text).not.toMatch(/\bat .*\.js:\d+/);
    },
  );

  test.each(
    ['executions/search', 'logs/search'].flatMap((route) => [
      [route, 'filters[startDate][GREATER_THAN]=-200000-01-01T00:00:00Z'],
      [route, 'filters[timeRange][EQUALS]=P99999999999D'],
      [route, 'timeRange=P999999999D'],
    ]),
  )('%s since before all time, %s, finds whatever there is', async (route, query) => {
    await request(server.url).get(`/api/v1/${route}?${query}`).expect(200);
  });

  test('an input of the wrong type names the input and what came', async () => {
    const answer = await request(server.url)
      .post('/api/v1/executions/bad.input/hello')
      .field('count', 'many')
      .expect(422);
    expect(answer.body.message).toContain('Invalid input for `count`');
    expect(answer.body.message).toContain('many');
  });

  test('an invalid flow is told every mistake at once', async () => {
    const source =
      'id: "no spaces allowed"\nnamespace: UPPER\ntasks:\n  - id: a\n    type: io.kestra.nope\n  - type: io.kestra.plugin.core.log.Log\nunknown: 1\n';
    const answer = await request(server.url)
      .post('/api/v1/flows')
      .type(YAML)
      .send(source)
      .expect(422);
    const paths = answer.body._embedded.errors.map((error: { path: string }) => error.path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'id',
        'namespace',
        'tasks[0].type',
        'tasks[1].id',
        'tasks[1].message',
        'unknown',
      ]),
    );
  });

  test('a disabled flow is not started', async () => {
    const disabled = HELLO.replace('id: hello', 'id: off').concat('disabled: true\n');
    await request(server.url).post('/api/v1/flows').type(YAML).send(disabled).expect(200);
    const answer = await request(server.url).post('/api/v1/executions/bad.input/off').expect(409);
    expect(answer.body.message).toContain('disabled');
  });
});
