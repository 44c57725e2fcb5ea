import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import request from 'supertest';
import { stringify } from 'yaml';
import { type RunningServer, startServer } from '../support/server.js';
import { waitFor } from '../support/wait-for.js';

jest.setTimeout(30_000);

const CORE = 'io.kestra.plugin.core';
const VALUE = 'sup3r-s3cr3t';
const SECRET = "{{ secret('TOKEN') }}";
const child = { id: 'child', type: `${CORE}.debug.Return`, format: 'x' };

let server: RunningServer;
const api = (): ReturnType<typeof request> => request(server.url);

beforeAll(async () => {
  const environment = { SECRET_TOKEN: Buffer.from(VALUE).toString('base64') };
  server = await startServer({ environment });
}, 60_000);
afterAll(() => server.stop());

async function logsOf(tasks: readonly object[], more: object): Promise<string[]> {
  const source = stringify({ id: 'leaky', namespace: 'secrets', tasks, ...more });
  await api().delete('/api/v1/flows/secrets/leaky');
  await api().post('/api/v1/flows').type('application/x-yaml').send(source).expect(200);
  const { body } = await api().post('/api/v1/executions/secrets/leaky?wait=true').expect(200);
  const { id } = body as { id: string };
  return waitFor(async () => {
    const { body: lines } = await api().get(`/api/v1/logs/${id}?minLevel=ERROR`).expect(200);
    const messages = (lines as { message: string }[]).map(({ message }) => message);
    return messages.length > 0 ? messages : undefined;
  });
}

test.each<[string, readonly object[], object]>([
  ['values of a loop', [{ type: `${CORE}.flow.ForEach`, values: SECRET, tasks: [child] }], {}],
  ['the delay of a Pause', [{ type: `${CORE}.flow.Pause`, delay: SECRET }], {}],
  ['labels', [{ type: `${CORE}.execution.Labels`, labels: SECRET }], {}],
  ['a runIf', [{ ...child, runIf: "{{ secret('TOKEN') | number }}" }], {}],
  ['a subflow', [{ type: `${CORE}.flow.Subflow`, namespace: SECRET, flowId: 'x' }], {}],
  ['flow outputs', [child], { outputs: [{ id: 'o', type: 'INT', value: SECRET }] }],
])('a secret in %s that fails is hidden in the log', async (_, tasks, more) => {
  const named = tasks.map((task, index) => ({ id: `t${index}`, ...task }));
  const messages = await logsOf(named, more);
  expect(messages.join('\n')).toContain('**masked*');
  expect(messages.join('\n')).not.toContain(VALUE);
});
