import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startServer } from '../support/server.js';
import { waitFor } from '../support/wait-for.js';

/** The user's own flow, used where it lies. */
const FLOW = new URL('../../../shared/seed/hello-world.yaml', import.meta.url);
const KEY = 'secretWebhookKey42';
const isThere = existsSync(FLOW);
if (!isThere) {
  process.stdout.write('skipped: ../shared/seed/hello-world.yaml is not beside the checkout\n');
}

interface Execution {
  readonly id: string;
  readonly flowRevision: number;
  readonly state: { readonly current: string };
}

(isThere ? describe : describe.skip)('the flow hello-world of the documents', () => {
  let server: RunningServer;
  const source = isThere ? readFileSync(FLOW, 'utf8') : '';
  const withWebhook = `${source}
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: ${KEY}
`;
  const echo = `${source.replace('id: hello-world', 'id: echo')}
  - id: seen
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.body ?? 'no body' }} {{ trigger.headers['X-Who'] }} {{ trigger.parameters.page }}"
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: ${KEY}
`;
  const send = async (method: string, path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(`${server.url}/api/v1${path}`, { method, ...init });
    expect([path, answer.status]).toEqual([path, 200]);
    return answer;
  };
  const save = (method: string, path: string, body: string): Promise<Response> =>
    send(method, path, { headers: { 'content-type': 'application/x-yaml' }, body });
  const executed = async (answer: Promise<Response>): Promise<Execution> => {
    const { id } = (await (await answer).json()) as Execution;
    return waitFor(async () => {
      const execution = (await (await send('GET', `/executions/${id}`)).json()) as Execution;
      return execution.state.current === 'SUCCESS' ? execution : undefined;
    });
  };
  const messages = async ({ id }: Execution): Promise<string[]> => {
    const logs = (await (await send('GET', `/logs/${id}`)).json()) as { message: string }[];
    return logs.map(({ message }) => message);
  };
  const greeting = (text: string): string => `${text}, kestra team wishes you a great day!`;

  beforeAll(async () => {
    server = await startServer();
    await save('POST', '/flows', source);
    await save('PUT', '/flows/dev/hello-world', withWebhook);
    await save('POST', '/flows', echo);
  });
  afterAll(() => server.stop());

  test('greets with its default when it is triggered without inputs', async () => {
    const execution = await executed(send('POST', '/executions/trigger/dev/hello-world'));

    expect(execution.flowRevision).toBe(2);
    expect(await messages(execution)).toContain(greeting('hello'));
  });

  test('takes its greeting from a multipart form', async () => {
    const body = new FormData();
    body.append('greeting', 'hey there');
    const execution = await executed(send('POST', '/executions/trigger/dev/hello-world', { body }));

    expect(await messages(execution)).toContain(greeting('hey there'));
  });

  test('runs in the revision that the address names', async () => {
    const path = '/executions/trigger/dev/hello-world?revision=1';

    expect((await executed(send('POST', path))).flowRevision).toBe(1);
  });

  test.each(['GET', 'POST', 'PUT'])('is started by a webhook with %s', async (method) => {
    const path = `/executions/webhook/dev/hello-world/${KEY}`;
    const execution = await executed(send(method, path));

    expect(await messages(execution)).toContain(greeting('hello'));
  });

  test('takes its inputs from the query of a webhook', async () => {
    const inputs = encodeURIComponent(JSON.stringify({ greeting: 'good morning' }));
    const path = `/executions/webhook/dev/hello-world/${KEY}?inputs=${inputs}`;

    expect(await messages(await executed(send('POST', path)))).toContain(greeting('good morning'));
  });

  test('sees body, headers and parameters of the request', async () => {
    const path = `/executions/webhook/dev/echo/${KEY}?page=7`;
    const init = {
      headers: { 'content-type': 'application/json', 'X-Who': 'me' },
      body: '{"order":1}',
    };
    const [seen] = (await messages(await executed(send('POST', path, init)))).slice(-1);

    expect(seen).toBe('{"order":1} ["me"] ["7"]');
  });
});
