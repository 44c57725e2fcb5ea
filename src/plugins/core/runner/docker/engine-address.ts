import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { IllegalArgumentError } from '../../../../model/errors.js';
import type { DockerPlace } from '../../../api/task-runner.js';

/** Where an engine listens when nothing says otherwise. */
const USUAL_SOCKETS = ['/var/run/docker.sock', '/dind/docker.sock'];

const PLAIN_PORT = 2375;
const TLS_PORT = 2376;

/** How to reach an engine. */
export interface EngineAddress {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly options: RequestOptions;
}

/** The addresses to try: that of the place (`unix:///…`, `tcp://host:port`, `http://…`, `https://…`), or the usual ones. */
export async function engineAddresses({ host, tls }: DockerPlace): Promise<EngineAddress[]> {
  if (host === undefined) {
    return USUAL_SOCKETS.map(socketAddress);
  }
  if (host.startsWith('unix://') || host.startsWith('/')) {
    return [socketAddress(host.replace(/^unix:\/\//, ''))];
  }
  const url = URL.canParse(host) ? new URL(host) : undefined;
  if (url === undefined || !/^(tcp|https?):$/.test(url.protocol) || url.hostname === '') {
    throw new IllegalArgumentError(
      `host: \`${host}\` is no address of a Docker engine, use unix:///path, tcp://host:port or https://host:port`,
    );
  }
  const isEncrypted = url.protocol === 'https:' || (url.protocol === 'tcp:' && tls !== undefined);
  return [
    {
      name: host,
      isEncrypted,
      options: {
        host: url.hostname.replace(/^\[|\]$/g, ''),
        // A URL leaves out the usual port of its protocol.
        port: Number(url.port || (isEncrypted ? TLS_PORT : PLAIN_PORT)),
        ...(isEncrypted && (await certificates(tls))),
      },
    },
  ];
}

function socketAddress(socketPath: string): EngineAddress {
  return { name: socketPath, isEncrypted: false, options: { socketPath } };
}

/** The files that Docker's own tools look for: authority, certificate and key of the client. */
async function certificates(tls: DockerPlace['tls']): Promise<RequestOptions> {
  if (tls === undefined) {
    return {};
  }
  const folder = tls.certPath ?? join(homedir(), '.docker');
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readIfThere(join(folder, name))),
  );
  if (tls.verify && tls.certPath !== undefined && ca === undefined) {
    throw new IllegalArgumentError(`DOCKER_CERT_PATH: there is no ca.pem in ${folder}`);
  }
  return {
    rejectUnauthorized: tls.verify,
    ...(ca && { ca }),
    ...(cert && key && { cert, key }),
  };
}

function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  });
}
