import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { pythonWith } from './python-environment.js';
import { waitFor } from './wait-for.js';

const VERSION = '5.2.5';

export interface S3Server {
  readonly endpoint: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** An S3 server of this machine; undefined, with a word on the console, where it cannot be installed. */
export async function startS3Server(): Promise<S3Server | undefined> {
  const python = await pythonWith('moto', VERSION, '[s3,server]');
  if (python === undefined) {
    return undefined;
  }
  const port = await freePort();
  const server = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await waitFor(async () => (await fetch(endpoint).catch(() => undefined)) !== undefined);
  return { endpoint, port, stop: () => stop(server) };
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function stop(server: ChildProcess): Promise<void> {
  server.kill();
  if (server.exitCode === null && server.signalCode === null) {
    await once(server, 'exit');
  }
}
