import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  followExecution,
  followLogs,
  form,
  kestraClient,
  TEXT,
  YAML,
} from '../../openapi/index.js';
import { type RunningServer, startServer } from '../support/server.js';

const FLOW = `id: hello-client
namespace: dev
inputs:
  - id: greeting
    type: STRING
    defaults: hello
  - id: document
    type: FILE
    required: false
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: "{{ inputs.greeting }}"
outputs:
  - id: text
    type: STRING
    value: "{{ inputs.document is empty ? 'none' : read(inputs.document) }}"
`;
const path = { namespace: 'dev', id: 'hello-client' };

describe('the TypeScript client', () => {
  let server: RunningServer;
  let kestra: ReturnType<typeof kestraClient>;

  beforeAll(async () => {
    server = await startServer();
    kestra = kestraClient({ url: `${server.url}/` });
    await kestra.POST('/api/v1/flows', { body: FLOW, headers: YAML });
  });
  afterAll(() => server.stop());

  test('creates an execution with inputs and waits for its end', async () => {
    const { data } = await kestra.POST('/api/v1/executions/{namespace}/{id}', {
      params: { path, query: { wait: true, labels: ['team:data', 'cost:low'] } },
      body: form({ greeting: 'hello from TypeScript' }),
    });
    const logs = await kestra.GET('/api/v1/logs/{executionId}', {
      params: { path: { executionId: data?.id ?? '' } },
    });

    expect(data?.state.current).toBe('SUCCESS');
    expect(data?.labels).toEqual(
      expect.arrayContaining([
        { key: 'team', value: 'data' },
        { key: 'cost', value: 'low' },
      ]),
    );
    expect(logs.data?.map(({ message }) => message)).toContain('hello from TypeScript');
  });

  test('sends a file as the input that its part is named after', async () => {
    const { data } = await kestra.POST('/api/v1/executions/{namespace}/{id}', {
      params: { path, query: { wait: true } },
      body: form({ document: new File(['content of a file'], 'report.txt'), greeting: undefined }),
    });

    expect(data?.outputs).toEqual({ text: 'content of a file' });
  });

  test('follows an execution and its log until the end', async () => {
    const { data } = await kestra.POST('/api/v1/executions/{namespace}/{id}', { params: { path } });
    const executionId = data?.id ?? '';
    const states = [];
    for await (const { marker, data: execution } of followExecution(kestra, executionId)) {
      states.push([marker, execution.state.current]);
    }
    const messages = [];
    for await (const { message } of followLogs(kestra, executionId, { minLevel: 'INFO' })) {
      messages.push(message);
    }

    expect(states.at(-1)).toEqual(['end', 'SUCCESS']);
    expect(messages).toContain('hello');
  });

  test('gives the words of the server for what it refuses', async () => {
    const { data, error, response } = await kestra.POST('/api/v1/executions/{namespace}/{id}', {
      params: { path: { ...path, id: 'nowhere' } },
    });

    expect([data, error?.message, response.status]).toEqual([
      undefined,
      expect.stringContaining('Requested Flow is not found'),
      404,
    ]);
    const nowhere = kestraClient({ url: `${server.url}/api/v1` });
    await expect(followLogs(nowhere, 'any').next()).rejects.toThrow('Not Found');
  });

  test('sends filters with brackets and texts as they are', async () => {
    await kestra.PUT('/api/v1/namespaces/{namespace}/kv/{key}', {
      params: { path: { namespace: 'dev', key: 'answer' } },
      body: '42',
      headers: TEXT,
    });
    const found = await kestra.GET('/api/v1/kv', {
      params: { query: { filters: { namespace: { EQUALS: 'dev' } }, size: 5 } },
    });
    const none = await kestra.GET('/api/v1/executions/search', {
      params: { query: { filters: { state: { IN: ['KILLED', 'FAILED'] } } } },
    });

    expect(found.data?.results.map(({ key }) => key)).toEqual(['answer']);
    expect(none.data).toEqual({ results: [], total: 0 });
  });
});

describe('the TypeScript client with credentials', () => {
  test('authenticates with user and password', async () => {
    const server = await startServer({
      config: {
        'kestra.server.basic-auth.enabled': true,
        'kestra.server.basic-auth.username': 'me@example.com',
        'kestra.server.basic-auth.password': 'Paßwort1',
      },
    });
    const known = kestraClient({ url: server.url, user: 'me@example.com', password: 'Paßwort1' });
    const unknown = kestraClient({ url: server.url });

    expect((await known.GET('/api/v1/configs')).data?.isBasicAuthEnabled).toBe(true);
    expect((await unknown.GET('/api/v1/configs')).response.status).toBe(401);
    await server.stop();
  });
});
