import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from './wait-for.js';

const VERSION = '5.2.5';
const HOME = join(process.cwd(), 'node_modules/.cache', `moto-${VERSION}`);
const run = promisify(execFile);

export interface S3Server {
  readonly endpoint: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** An S3 server of this machine; undefined, with a word on the console, where it cannot be installed. */
export async function startS3Server(): Promise<S3Server | undefined> {
  if (!(await install())) {
    return undefined;
  }
  const port = await freePort();
  const server = spawn(
    join(HOME, 'bin/python'),
    ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
    { stdio: 'ignore' },
  );
  const endpoint = `http://127.0.0.1:${port}`;
  await waitFor(async () => (await fetch(endpoint).catch(() => undefined)) !== undefined);
  return { endpoint, port, stop: () => stop(server) };
}

/** Once per version; a half-made installation never gets the final name. */
async function install(): Promise<boolean> {
  if (existsSync(HOME)) {
    return true;
  }
  const unfinished = `${HOME}.${process.pid}`;
  await mkdir(join(HOME, '..'), { recursive: true });
  try {
    await run('python3', ['-m', 'venv', unfinished]);
    await run(join(unfinished, 'bin/python'), [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'],
      `moto[s3,server]==${VERSION}`,
    ]);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!/connection|resolve|retries|No matching distribution/i.test((error as Error).message)) {
      throw error;
    }
    console.warn(
      `PyPI cannot be reached, so tests with an S3 server are skipped: ${String(error)}`,
    );
    return false;
  }
  await rename(unfinished, HOME);
  return true;
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
