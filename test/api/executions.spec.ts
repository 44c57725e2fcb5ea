import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { type RunningServer, startServer } from '../support/server.js';
import { waitFor } from '../support/wait-for.js';

const API = '/api/v1/executions';

interface ExecutionBody {
  readonly id: string;
  readonly state: { readonly current: string; readonly histories: readonly unknown[] };
  readonly taskRunList?: readonly { readonly id: string; readonly taskId: string }[];
}

let server: RunningServer;
const http = () => request(server.url);

async function save(source: string): Promise<void> {
  await http().post('/api/v1/flows').type('application/x-yaml').send(source).expect(200);
}

async function run(flowId: string, query = ''): Promise<ExecutionBody> {
  const { body } = await http().post(`${API}/it/${flowId}${query}`).expect(200);
  return body as ExecutionBody;
}

async function reaches(id: string, state: string): Promise<void> {
  await waitFor(async () => {
    const { body } = await http().get(`${API}/${id}`).expect(200);
    return (body as ExecutionBody).state.current === state;
  });
}

beforeAll(async () => {
  server = await startServer();
  await save(`
id: hello
namespace: it
labels: { env: test }
inputs:
  - { id: n, type: INT, defaults: 3 }
  - { id: f, type: FILE, required: false }
tasks:
  - { id: say, type: io.kestra.plugin.core.debug.Return, format: "n={{ inputs.n }}" }
triggers:
  - { id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: "{{ 'k' ~ 'ey' }}" }
  - id: guarded
    type: io.kestra.plugin.core.trigger.Webhook
    key: guarded
    conditions:
      - { type: io.kestra.plugin.core.condition.Expression, expression: "{{ trigger.parameters.ok is defined }}" }
  - id: labelled
    type: io.kestra.plugin.core.trigger.Webhook
    key: labelled
    when: "{{ trigger.body.go }}"
    labels: { from: "{{ trigger.body.who }}", lost: "{{ trigger.body.nobody }}" }
`);
  await save(`
id: oneAtATime
namespace: it
concurrency: { limit: 1 }
tasks:
  - { id: wait, type: io.kestra.plugin.core.flow.Pause }
`);
  await save(`
id: pause
namespace: it
tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - { id: asked, type: INT }
`);
  await save(`
id: fail
namespace: it
tasks:
  - { id: broken, type: io.kestra.plugin.core.execution.Fail }
`);
});

afterAll(async () => {
  await server.stop();
});

describe('creating an execution', () => {
  test('answers it as created, before any task run', async () => {
    const created = await run('hello', '?labels=a:b:c');
    expect(created).toMatchObject({
      state: { current: 'CREATED', histories: [{ state: 'CREATED' }] },
      inputs: { n: 3, f: null },
      labels: [
        { key: 'env', value: 'test' },
        { key: 'a', value: 'b:c' },
        { key: 'system.correlationId', value: created.id },
      ],
      url: `/ui/main/executions/it/hello/${created.id}`,
    });
    expect(created).not.toHaveProperty('taskRunList');
    await reaches(created.id, 'SUCCESS');
  });

  test('waits for the end when asked to', async () => {
    const { body } = await http().post(`${API}/it/hello?wait=true`).field('n', '5').expect(200);
    expect(body).toMatchObject({
      state: { current: 'SUCCESS' },
      taskRunList: [{ outputs: { value: 'n=5' } }],
    });
  });

  test('stores an uploaded file, whose download is the same', async () => {
    const content = Buffer.from('größe\n');
    const { body } = await http().post(`${API}/main-tenant-is-optional/none`).expect(404);
    expect(body).toMatchObject({ message: 'Not Found: Requested Flow is not found.' });
    const created = await http()
      .post(`/api/v1/main/executions/it/hello`)
      .attach('f', content, 'grün.txt')
      .expect(200);
    const { id, inputs } = created.body as { id: string; inputs: { f: string } };
    expect(inputs.f).toMatch(
      new RegExp(`^kestra:///it/hello/executions/${id}/inputs/f/grün\\.txt$`),
    );
    const file = await http()
      .get(`${API}/${id}/file`)
      .query({ path: inputs.f })
      .buffer(true)
      .expect(200);
    expect(Buffer.compare(file.body as Buffer, content)).toBe(0);
    await http()
      .get(`${API}/${id}/file`)
      .query({ path: 'kestra:///it/other/secret.txt' })
      .expect(422);
  });

  test('refuses inputs, labels and revisions that do not fit', async () => {
    const { body } = await http().post(`${API}/it/hello`).field('n', 'x').expect(422);
    expect((body as { message: string }).message).toContain(
      'Invalid entity: n: Invalid input for `n`',
    );
    await http().post(`${API}/it/hello?labels=system.x:y`).expect(422);
    await http().post(`${API}/it/hello?labels=novalue:`).expect(422);
    await http().post(`${API}/it/hello?revision=99`).expect(404);
  });

  test('shows what validation finds without creating anything', async () => {
    const { body } = await http().post(`${API}/it/hello/validate`).field('n', 'x').expect(200);
    expect(body).toMatchObject({
      id: 'hello',
      inputs: [{ enabled: true, errors: [{}] }, { errors: [] }],
    });
  });
});

describe('a webhook', () => {
  test('starts an execution with body, headers and parameters', async () => {
    const { body } = await http()
      .post(`${API}/webhook/it/hello/key?name=a&name=b&inputs={"n":7}`)
      .send({ x: 1 })
      .expect(200);
    expect(body).toMatchObject({
      inputs: { n: 7 },
      labels: [{ key: 'env', value: 'test' }],
      trigger: { id: 'hook', variables: { body: { x: 1 }, parameters: { name: ['a', 'b'] } } },
    });
  });

  test('gives nothing while its conditions do not hold', async () => {
    await http().get(`${API}/webhook/it/hello/guarded`).expect(204);
    await http().get(`${API}/webhook/it/hello/guarded?ok=1`).expect(200);
  });

  test('with a `when` answers while it is true, and labels its executions', async () => {
    const call = (body: object): request.Test =>
      http().post(`${API}/webhook/it/hello/labelled`).send(body);
    await call({ go: false }).expect(204);
    const { body } = await call({ go: true, who: 'ci' }).expect(200);
    expect(body).toMatchObject({
      labels: [
        { key: 'env', value: 'test' },
        { key: 'from', value: 'ci' },
      ],
    });
  });

  test('hides behind its key', async () => {
    const { body } = await http().get(`${API}/webhook/it/hello/wrong`).expect(404);
    expect((body as { message: string }).message).toBe('Not Found: Webhook not found');
  });
});

describe('acting on an execution', () => {
  test('a flow may be called like an action', async () => {
    const { id } = await run('pause');
    await reaches(id, 'PAUSED');
    await http().delete(`${API}/${id}/kill`).expect(202);
    await reaches(id, 'KILLED');
    await http().delete(`${API}/${id}/actions/kill`).expect(409);
  });

  test('a resume checks the inputs it asked for', async () => {
    const { id } = await run('pause');
    await reaches(id, 'PAUSED');
    await http().post(`${API}/${id}/resume`).expect(422);
    await http().post(`${API}/${id}/resume`).field('asked', '1').expect(204);
    await reaches(id, 'SUCCESS');
    await http().post(`${API}/${id}/resume`).expect(409);
  });

  test('a restart keeps the id and shows RESTARTED, a replay is a new execution', async () => {
    const { id } = await run('fail', '?wait=true');
    const restarted = await http().post(`${API}/${id}/restart`).expect(200);
    expect(restarted.body).toMatchObject({ id, state: { current: 'RESTARTED' } });
    await reaches(id, 'FAILED');
    const replayed = await http().post(`${API}/${id}/actions/replay`).expect(200);
    expect(replayed.body).toMatchObject({
      parentId: id,
      originalId: id,
      state: { current: 'CREATED' },
    });
    const succeeded = await run('hello', '?wait=true');
    await http().post(`${API}/${succeeded.id}/restart`).expect(422);
  });

  test('a restart gives a subflow whose failed child was deleted another child', async () => {
    const child = (type: string) =>
      `{ id: mortal, namespace: it, tasks: [{ id: broken, type: io.kestra.plugin.core.${type} }] }`;
    await save(child('execution.Fail'));
    await save(`
id: bereaved
namespace: it
tasks: [{ id: sub, type: io.kestra.plugin.core.flow.Subflow, namespace: it, flowId: mortal }]
`);
    const { id } = await run('bereaved', '?wait=true');
    await http().delete(`${API}/by-query?namespace=it&flowId=mortal`).expect(200);
    await http()
      .put('/api/v1/flows/it/mortal')
      .type('application/x-yaml')
      .send(child('debug.Return, format: well'))
      .expect(200);
    await http().post(`${API}/${id}/restart`).expect(200);
    await reaches(id, 'SUCCESS');
  });

  test('a bulk call does all or nothing', async () => {
    const { id } = await run('hello', '?wait=true');
    const refused = await http().delete(`${API}/by-ids`).send([id, 'unknown']).expect(400);
    expect(refused.body).toMatchObject({
      message: 'invalid bulk delete',
      invalids: [{ message: 'execution not found', invalidValue: 'unknown' }],
    });
    const done = await http().delete(`${API}/by-ids`).send([id]).expect(200);
    expect(done.body).toMatchObject({ count: 1, totalItems: 1 });
    await http().get(`${API}/${id}`).expect(404);
  });

  test('a bulk unqueue by a search looks at the states it names, and runs over the limit', async () => {
    const [running, queued] = [await run('oneAtATime'), await run('oneAtATime')];
    await reaches(running.id, 'PAUSED');
    await reaches(queued.id, 'QUEUED');
    const path = `${API}/unqueue/by-query?namespace=it&flowId=oneAtATime&state=QUEUED`;
    const { body } = await http().post(path).expect(200);
    expect(body).toMatchObject({ count: 1 });
    await reaches(queued.id, 'PAUSED');
  });

  test('a replay refuses to begin with a task that the revision has no more', async () => {
    const { id, taskRunList } = await run('hello', '?wait=true');
    await save(`
id: shorter
namespace: it
tasks:
  - { id: gone, type: io.kestra.plugin.core.debug.Return, format: x }
`);
    const old = await run('shorter', '?wait=true');
    await http()
      .put('/api/v1/flows/it/shorter')
      .type('application/x-yaml')
      .send(
        'id: shorter\nnamespace: it\ntasks: [{id: left, type: io.kestra.plugin.core.debug.Return, format: x}]',
      )
      .expect(200);
    const first = old.taskRunList?.[0]?.id ?? '';
    const { body } = await http()
      .post(`${API}/${old.id}/replay?revision=2&taskRunId=${first}`)
      .expect(422);
    expect((body as { message: string }).message).toContain('no task gone');
    await http().post(`${API}/${id}/replay?taskRunId=${taskRunList?.[0]?.id}`).expect(200);
  });

  test('an expression sees the execution but no secret, and its failure is an answer', async () => {
    const { id, taskRunList } = await run('hello', '?wait=true');
    const evaluate = (text: string) =>
      http()
        .post(`${API}/${id}/eval/${taskRunList?.[0]?.id}`)
        .type('text/plain')
        .send(text)
        .expect(200);
    expect((await evaluate('{{ outputs.say.value }}')).body).toEqual({ result: 'n=3' });
    expect((await evaluate('{{ missing }}')).body).toMatchObject({
      error: expect.stringContaining('missing'),
    });
  });
});

describe('a task run of another execution', () => {
  test('is refused, whatever is asked of it', async () => {
    const mine = await run('hello', '?wait=true');
    const other = await run('hello', '?wait=true');
    const foreign = other.taskRunList?.[0]?.id ?? '';
    await http().get(`/api/v1/outputs/${other.id}/${foreign}`).expect(200);
    await http().get(`/api/v1/outputs/${mine.id}/${foreign}`).expect(404);
    await http()
      .post(`${API}/${mine.id}/actions/eval/${foreign}`)
      .type('text/plain')
      .send('{{ taskrun.id }}')
      .expect(404);
    await http()
      .post(`${API}/${mine.id}/state`)
      .send({ taskRunId: foreign, state: 'FAILED' })
      .expect(422);
    await http().post(`${API}/${mine.id}/replay?taskRunId=${foreign}`).expect(422);
  });
});

describe('every answer', () => {
  test.each([
    ['GET', '/ping', 200],
    ['GET', `${API}/search`, 200],
    ['GET', `${API}/none`, 404],
    ['GET', '/api/v1/nowhere', 404],
    ['POST', `${API}/it/none`, 404],
    ['GET', `${API}/search?page=x`, 422],
  ])('%s %s carries the headers that keep browsers from guessing', async (method, path, status) => {
    const { headers } = await (method === 'GET' ? http().get(path) : http().post(path)).expect(
      status,
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  });
});

describe('an execution with many task runs', () => {
  test('shows them all by itself and none in lists', async () => {
    await save(`
id: many
namespace: it
inputs:
  - { id: size, type: INT }
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ range(1, inputs.size) }}"
    concurrencyLimit: 0
    tasks:
      - { id: one, type: io.kestra.plugin.core.debug.Return, format: "{{ taskrun.value }}" }
`);
    const start = async (size: number): Promise<string> => {
      const path = `${API}/it/many?wait=true`;
      const { body } = await http().post(path).field('size', size).expect(200);
      return (body as ExecutionBody).id;
    };
    const [few, many] = [await start(99), await start(100)];
    const { body } = await http().get(`${API}?namespace=it&flowId=many`).expect(200);
    const { results } = body as { results: ExecutionBody[] };
    const listed = new Map(results.map(({ id, taskRunList }) => [id, taskRunList?.length]));
    expect([listed.get(few), listed.get(many)]).toEqual([100, undefined]);
    const { body: whole } = await http().get(`${API}/${many}`).expect(200);
    expect((whole as ExecutionBody).taskRunList).toHaveLength(101);
  });
});

test('a long message of the executor is stored in pieces', async () => {
  await save(`
id: nowhere
namespace: it
inputs:
  - { id: name, type: STRING }
tasks:
  - { id: call, type: io.kestra.plugin.core.flow.Subflow, namespace: it, flowId: "{{ inputs.name }}" }
`);
  const name = 'x'.repeat(15_000);
  const { body } = await http().post(`${API}/it/nowhere?wait=true`).field('name', name).expect(200);
  const { id, state } = body as ExecutionBody;
  expect(state.current).toBe('FAILED');
  const { body: logs } = await http().get(`/api/v1/logs/${id}`).expect(200);
  const messages = (logs as { message: string }[]).map(({ message }) => message);
  const first = messages.findIndex((message) => message.startsWith('Unable to find flow'));
  expect(messages[first]).toHaveLength(10_240);
  expect(messages.slice(first, first + 2).join('')).toContain(`'${name}'`);
});

describe('following an execution', () => {
  test('ends with an event `end` after every change', async () => {
    const { id } = await run('hello');
    const { text } = await http().get(`${API}/${id}/follow`).buffer(true).expect(200);
    const markers = [...text.matchAll(/^id: (\w+)$/gm)].map(([, marker]) => marker);
    expect(markers.at(-1)).toBe('end');
    expect(text.trimEnd().split('\n').at(-2)).toContain('"current":"SUCCESS"');
  });
});

describe('searching executions', () => {
  test('filters, sorts and counts', async () => {
    const { id } = await run('hello', '?wait=true&labels=team:x,y');
    const legacy = await http()
      .get(`${API}/search?namespace=it&labels=team:x,y&state=SUCCESS,FAILED`)
      .expect(200);
    expect(legacy.body).toMatchObject({ total: 1, results: [{ id, taskRunList: [{}] }] });
    const modern = await http()
      .get(`${API}/search`)
      .query({ 'filters[labels][EQUALS][team]': 'x,y', sort: 'state.duration:desc' })
      .expect(200);
    expect(modern.body).toMatchObject({ total: 1, results: [{ id }] });
    await http().get(`${API}/search?sort=state.startDate`).expect(422);
    await http().get(`${API}/search?filters[nope][EQUALS]=x`).expect(422);
    await http().get(`${API}/search?page=0`).expect(422);
    await http().get(API).expect(400);
  });

  test('exports CSV', async () => {
    const { text, headers } = await http().get(`${API}/export/by-query/csv`).expect(200);
    expect(headers['content-type']).toMatch('text/csv');
    expect(text.split('\r\n')[0]).toContain('id,namespace,flowId');
  });
});
