import { afterEach, describe, expect, test } from '@jest/globals';
import { waitFor } from '../support/wait-for.js';
import { type RunningServer, startServer, type ServerSetup } from '../support/server.js';

describe('a server', () => {
  const running: RunningServer[] = [];
  const start = async (setup: ServerSetup = {}): Promise<RunningServer> => {
    const server = await startServer(setup);
    running.push(server);
    return server;
  };

  afterEach(async () => {
    for (const server of running.splice(0).reverse()) {
      await server.stop();
    }
  });

  test('answers for its life, its health and its configuration', async () => {
    const { url } = await start({ config: { 'kestra.environment.name': 'test' } });
    const ping = await fetch(`${url}/ping`);
    const health = await fetch(`${url}/health`);
    const configs = await fetch(`${url}/api/v1/main/configs`);

    expect([ping.headers.get('content-type'), await ping.text()]).toEqual([
      expect.stringMatching(/^text\/plain/),
      'pong',
    ]);
    expect([health.status, await health.json()]).toEqual([
      200,
      { status: 'UP', details: { database: { status: 'UP' } } },
    ]);
    expect(await configs.json()).toMatchObject({
      environment: { name: 'test' },
      isBasicAuthEnabled: false,
      systemNamespace: 'system',
      preview: { initial: 100, max: 5000 },
    });
  });

  test('keeps its identity across a restart on the same database', async () => {
    const first = await start();
    const second = await start({ databaseUrl: first.databaseUrl });
    const uuids = await Promise.all(
      [first, second].map(
        async ({ url }) => (await (await fetch(`${url}/api/v1/configs`)).json()) as object,
      ),
    );

    expect(uuids[0]).toEqual(uuids[1]);
  });

  test('without the webserver role it has its health only', async () => {
    const { url } = await start({ roles: ['worker'] });

    expect((await fetch(`${url}/health/liveness`)).status).toBe(200);
    expect((await fetch(`${url}/api/v1/configs`)).status).toBe(404);
  });

  test('with basic authentication everything but ping, health and webhooks wants the password', async () => {
    const { url } = await start({
      config: {
        'kestra.server.basic-auth.enabled': true,
        'kestra.server.basic-auth.username': 'me',
        'kestra.server.basic-auth.password': 'pass:word',
      },
    });
    const status = async (path: string, credentials?: string): Promise<number> => {
      const headers = credentials
        ? { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
        : undefined;
      return (await fetch(url + path, { headers })).status;
    };

    expect(await status('/ping')).toBe(200);
    expect(await status('/health')).toBe(200);
    expect(await status('/api/v1/configs')).toBe(401);
    expect(await status('/api/v1/configs', 'me:wrong')).toBe(401);
    expect(await status('/api/v1/configs', 'me:pass:word')).toBe(200);
    expect(await status('/api/v1/../v1/configs')).toBe(401);
    expect((await fetch(`${url}/api/v1/configs`)).headers.get('www-authenticate')).toMatch(
      /^Basic realm=/,
    );
  });

  test('a name and a password set by a client are asked for from then on, by every web server', async () => {
    const first = await start();
    const second = await start({ databaseUrl: first.databaseUrl });
    const authorization = (credentials: string): Record<string, string> => ({
      Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
    });
    const set = (body: object, headers = {}): Promise<Response> =>
      fetch(`${first.url}/api/v1/basicAuth`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    const status = async (url: string, credentials?: string): Promise<number> => {
      const headers = credentials === undefined ? {} : authorization(credentials);
      return (await fetch(`${url}/api/v1/configs`, { headers })).status;
    };

    const me = 'me@example.com';
    expect((await set({ username: 'no mail', password: 'long enough' })).status).toBe(422);
    expect((await set({ username: me, password: 'short' })).status).toBe(422);
    expect((await set({ username: me, password: ['long enough'] })).status).toBe(422);
    expect(await status(first.url)).toBe(200);

    expect((await set({ username: me, password: 'first secret' })).status).toBe(204);
    expect(await status(first.url)).toBe(401);
    expect(await status(first.url, `${me}:first secret`)).toBe(200);
    expect(await status(first.url, 'you@example.com:first secret')).toBe(401);
    await waitFor(async () => (await status(second.url)) === 401);
    expect(await status(second.url, `${me}:first secret`)).toBe(200);

    expect((await set({ username: me, password: 'second secret' })).status).toBe(401);
    const mine = authorization(`${me}:first secret`);
    expect((await set({ username: me, password: 'second secret' }, mine)).status).toBe(204);
    expect(await status(first.url, `${me}:first secret`)).toBe(401);
    expect(await status(first.url, `${me}:second secret`)).toBe(200);
  });

  test('says which port is taken', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);

    await expect(startServer({ config: { 'micronaut.server.port': port } })).rejects.toThrow(
      `Port ${port} is already in use. Choose another with --port.`,
    );
  });

  test('says how to reach a database that is not there', async () => {
    const databaseUrl = 'postgres://nobody@127.0.0.1:1/none';

    await expect(startServer({ databaseUrl })).rejects.toThrow(/KESTRA_DATASOURCES_POSTGRES_URL/);
  });
});
