import { afterEach, describe, expect, test } from '@jest/globals';
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
