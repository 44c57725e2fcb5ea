import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { selfSignedCertificate } from '../testing/certificate.js';
import { runTask } from '../testing/fake-run-context.js';
import { SocksProxy } from '../testing/socks-proxy.js';

const INSIDE = 'inside.invalid';

let plain: Server;
let encrypted: Server;
let proxy: SocksProxy | undefined;

beforeAll(async () => {
  plain = createServer((_, response) => response.end('plain'));
  encrypted = createTlsServer(selfSignedCertificate(INSIDE), (_, response) =>
    response.end('encrypted'),
  );
  for (const server of [plain, encrypted]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
});
afterEach(() => proxy?.stop());
afterAll(() => {
  for (const server of [plain, encrypted]) {
    server.closeAllConnections();
    server.close();
  }
});

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const address = (server: Server): string =>
  `${server === plain ? 'http' : 'https'}://${INSIDE}:${portOf(server)}/`;

async function started(version: 4 | 5, login?: string): Promise<SocksProxy> {
  proxy = await SocksProxy.start({
    version,
    hosts: { [INSIDE]: '127.0.0.1' },
    ...(login === undefined ? {} : { login }),
  });
  return proxy;
}

async function body(uri: string, options: Record<string, unknown>): Promise<unknown> {
  const task = { type: 'io.kestra.plugin.core.http.Request', uri, options };
  return (await runTask({ task })).output.outputs?.['body'];
}

describe('a SOCKS proxy', () => {
  test.each([4, 5] as const)('of version %i resolves names itself', async (version) => {
    const { port, wanted } = await started(version);
    const options = { proxy: { type: 'SOCKS', address: '127.0.0.1', port } };
    expect(await body(address(plain), options)).toBe('plain');
    expect(wanted).toEqual([`${INSIDE}:${portOf(plain)}`]);
  });

  test.each([4, 5] as const)(
    'of version %i carries TLS with the server behind it',
    async (version) => {
      const { port, wanted } = await started(version);
      const proxied = { proxy: { type: 'SOCKS', address: '127.0.0.1', port } };
      const trusting = { ...proxied, ssl: { insecureTrustAllCertificates: true } };
      expect(await body(address(encrypted), trusting)).toBe('encrypted');
      expect(wanted).toEqual([`${INSIDE}:${portOf(encrypted)}`]);
      await expect(body(address(encrypted), proxied)).rejects.toThrow('self-signed certificate');
    },
  );

  test('is asked with a login, in the spelling of old flows too', async () => {
    const { port } = await started(5, 'me:secret');
    const old = { proxyType: 'SOCKS', proxyAddress: '127.0.0.1', proxyPort: port };
    const login = { proxyUsername: 'me', proxyPassword: 'secret' };
    expect(await body(address(plain), { ...old, ...login })).toBe('plain');
    const wrong = body(address(plain), { ...old, ...login, proxyPassword: 'wrong' });
    await expect(wrong).rejects.toThrow(
      `The SOCKS proxy 127.0.0.1:${port} gives no connection to ${INSIDE}:${portOf(plain)}: Socks5 Authentication failed`,
    );
    await expect(body(address(plain), old)).rejects.toThrow('no accepted authentication type');
  });

  test('that is not there is named', async () => {
    const { port } = await started(5);
    proxy?.stop();
    const options = { proxy: { type: 'SOCKS', address: '127.0.0.1', port } };
    await expect(body(address(plain), options)).rejects.toThrow(
      `The SOCKS proxy 127.0.0.1:${port} gives no connection`,
    );
  });
});
