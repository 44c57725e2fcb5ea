import type { Socket } from 'node:net';
import type { SocksClientOptions } from 'socks';
import type { buildConnector } from 'undici';
import { IllegalStateError } from '../model/errors.js';
import type { HttpProxy } from '../plugins/api/http-client.js';

/** How a proxy that speaks version 4 only answers to version 5: by its own number, or not at all. */
const NOT_VERSION_5 = /invalid socks version|Socket closed/;

type ConnectOptions = buildConnector.BuildOptions & { readonly timeout: number };

/**
 * Opens connections through a SOCKS proxy: version 5, and version 4 where the proxy knows no other. The proxy resolves
 * the names; TLS is spoken with the server behind it.
 */
export async function socksConnector(
  proxy: HttpProxy,
  connect: ConnectOptions,
): Promise<buildConnector.connector> {
  const { buildConnector: connectorOf } = await import('undici');
  const startTls = connectorOf(connect);
  return (options, callback) => {
    const destination = {
      host: options.hostname.replace(/^\[|\]$/g, ''),
      port: Number(options.port) || (options.protocol === 'https:' ? 443 : 80),
    };
    tunnel(proxy, destination, connect.timeout).then(
      (socket) => {
        if (options.protocol === 'https:') {
          startTls({ ...options, httpSocket: socket }, callback);
        } else {
          callback(null, socket.setNoDelay(true));
        }
      },
      (error: Error) => {
        callback(error, null);
      },
    );
  };
}

async function tunnel(
  proxy: HttpProxy,
  destination: SocksClientOptions['destination'],
  timeout: number,
): Promise<Socket> {
  const { SocksClient } = await import('socks');
  const { hostname, port } = new URL(proxy.url);
  const open = async (type: 4 | 5): Promise<Socket> => {
    const made = await SocksClient.createConnection({
      proxy: {
        host: hostname.replace(/^\[|\]$/g, ''),
        port: Number(port),
        type,
        ...(proxy.username === undefined ? {} : { userId: proxy.username }),
        ...(proxy.password === undefined ? {} : { password: proxy.password }),
      },
      command: 'connect',
      destination,
      timeout,
    });
    return made.socket;
  };
  try {
    return await open(5).catch((error: unknown) => {
      if (NOT_VERSION_5.test((error as Error).message)) {
        return open(4);
      }
      throw error;
    });
  } catch (error) {
    // Its own error holds the login of the proxy.
    throw new IllegalStateError(
      `The SOCKS proxy ${hostname}:${port} gives no connection to ${destination.host}:${destination.port}: ` +
        (error as Error).message,
    );
  }
}
