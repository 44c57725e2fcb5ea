import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { type RunningServer, startServer } from '../support/server.js';

const FLOW = `id: deep
namespace: hostile
inputs:
  - { id: json, type: JSON, required: false }
  - { id: yaml, type: YAML, required: false }
  - { id: text, type: STRING, required: false, validator: "(?!x)(a|aa)+" }
tasks:
  - { id: echo, type: io.kestra.plugin.core.debug.Return, format: "{{ inputs.json ?? 'none' }}" }
triggers:
  - { id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: key }
`;
const brackets = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const DEEP = brackets(50_000);

let server: RunningServer;
const http = () => request(server.url);

beforeAll(async () => {
  server = await startServer();
  await http().post('/api/v1/flows').type('application/x-yaml').send(FLOW).expect(200);
});
afterAll(() => server.stop());

/** After each attack the same server still runs a flow. */
async function stillWorks(): Promise<void> {
  const { body } = await http()
    .post('/api/v1/executions/hostile/deep?wait=true')
    .field('json', '[1]')
    .expect(200);
  expect(body).toMatchObject({ state: { current: 'SUCCESS' } });
}

describe('texts that are nested to hurt', () => {
  test.each([
    ['a flow in YAML', '/api/v1/flows', 'application/x-yaml', `id: ${DEEP}`],
    ['a flow in JSON', '/api/v1/flows', 'application/json', DEEP],
    ['a body in JSON', '/api/v1/expressions/render', 'application/json', `{"expressions":${DEEP}}`],
    ['a task to check', '/api/v1/flows/validate/task?section=tasks', 'application/x-yaml', DEEP],
    ['a webhook', '/api/v1/executions/webhook/hostile/deep/key', 'application/json', DEEP],
    [
      'an expression',
      '/api/v1/expressions/render',
      'application/json',
      JSON.stringify({
        expressions: [`{{ ${DEEP} }}`, `{{ yaml('${DEEP}') }}`, `{{ json('${DEEP}') }}`],
      }),
    ],
  ])('%s is answered and the server lives', async (_, path, type, body) => {
    const { status } = await http().post(path).type(type).send(body);
    expect(status).toBeLessThan(500);
    await stillWorks();
  });

  test.each([
    ['json', DEEP],
    ['yaml', DEEP],
    ['text', `${'a'.repeat(5_000)}!`],
  ])('an input of kind %s is refused', async (input, value) => {
    await http().post('/api/v1/executions/hostile/deep').field(input, value).expect(422);
    await stillWorks();
  });

  test('a key-value pair is refused', async () => {
    await http()
      .put('/api/v1/namespaces/hostile/kv/deep')
      .type('text/plain')
      .send(DEEP)
      .expect(422);
    await stillWorks();
  });
});
