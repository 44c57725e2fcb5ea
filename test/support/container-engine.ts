import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pack } from 'tar-stream';
import { Readable } from 'node:stream';
import { DockerEngine } from '../../src/plugins/core/runner/docker/engine.js';
import { waitFor } from './wait-for.js';

const CACHE = resolve('node_modules/.cache/container-engine');
const ROOT = join(CACHE, 'root');
const PACKAGES = ['docker.io', 'containerd', 'runc', 'tini', 'libdevmapper1.02.1', 'libseccomp2'];
const BUSYBOX = 'busybox-static';

export interface RunningEngine {
  /** As `DOCKER_HOST` says it. */
  readonly host: string;
  /** Name of an image with a shell and the usual small programs. */
  readonly image: string;
  stop(): Promise<void>;
}

/**
 * The engine that `DOCKER_HOST` or the usual socket leads to, else one of its own from the packages of Debian 12 unpacked
 * into a cache folder (nothing is installed). Undefined, with a message, where neither can be had.
 */
export async function startContainerEngine(): Promise<RunningEngine | undefined> {
  if (!unpacked()) {
    return undefined;
  }
  const host = process.env['DOCKER_HOST'];
  const running =
    (await DockerEngine.find({ ...(host && { host }) })) === undefined
      ? await startOwn()
      : { host: host ?? 'unix:///var/run/docker.sock', stop: () => Promise.resolve() };
  const image = running && (await importImage(running.host));
  return running && image !== undefined ? { ...running, image } : undefined;
}

function unpacked(): boolean {
  if (existsSync(join(ROOT, 'usr/sbin/dockerd'))) {
    return true;
  }
  mkdirSync(ROOT, { recursive: true });
  const { status, stderr } = spawnSync(
    'sh',
    [
      '-c',
      `apt-get download ${[...PACKAGES, BUSYBOX].join(' ')} && for p in *.deb; do dpkg -x "$p" root; done && rm *.deb`,
    ],
    { cwd: CACHE, encoding: 'utf8' },
  );
  return status === 0 || skipped(`its packages cannot be had: ${stderr.slice(-500)}`);
}

async function startOwn(): Promise<Omit<RunningEngine, 'image'> | undefined> {
  if (process.getuid?.() !== 0) {
    skipped('no engine answers, and only root can start one');
    return undefined;
  }
  const directory = await mkdtemp(join(tmpdir(), 'container-engine-'));
  const host = `unix://${directory}/socket`;
  const log = join(directory, 'log');
  const output = openSync(log, 'w');
  const engine = spawn(join(ROOT, 'usr/sbin/dockerd'), argumentsFor(directory, host), {
    env: {
      PATH: `${['usr/bin', 'usr/sbin', 'sbin'].map((path) => join(ROOT, path)).join(':')}:${process.env['PATH']}`,
      LD_LIBRARY_PATH: ['usr/lib', 'lib']
        .map((path) => join(ROOT, path, 'x86_64-linux-gnu'))
        .join(':'),
    },
    stdio: ['ignore', output, output],
  });
  const stop = (): Promise<void> => end(engine, directory);
  const answers = await waitFor(
    async () => engine.exitCode !== null || (await DockerEngine.find({ host })) !== undefined,
    30_000,
  ).catch(() => false);
  if (!answers || engine.exitCode !== null) {
    skipped(`it does not start: ${readFileSync(log, 'utf8').slice(-800)}`);
    await stop();
    return undefined;
  }
  return { host, stop };
}

function argumentsFor(directory: string, host: string): string[] {
  return [
    `--host=${host}`,
    `--data-root=${directory}/data`,
    `--exec-root=${directory}/run`,
    `--pidfile=${directory}/pid`,
    '--storage-driver=vfs',
    '--iptables=false',
    '--ip-masq=false',
    '--bridge=none',
  ];
}

async function end(engine: ChildProcess, directory: string): Promise<void> {
  if (engine.exitCode === null) {
    const exited = new Promise((done) => engine.once('exit', done));
    engine.kill('SIGTERM');
    await exited;
  }
  await rm(directory, { recursive: true, force: true });
}

async function importImage(host: string): Promise<string | undefined> {
  const image = 'kestra-test-busybox';
  const engine = await DockerEngine.find({ host });
  await engine?.call('POST', '/images/create', {
    query: { fromSrc: '-', repo: image },
    headers: { 'content-type': 'application/x-tar' },
    body: busyboxRoot(),
  });
  return image;
}

/** The file system of the image as a tar archive. */
function busyboxRoot(): Readable {
  const program = join(ROOT, 'bin/busybox');
  const archive = pack();
  archive.entry({ name: 'tmp', type: 'directory', mode: 0o1777 });
  archive.entry({ name: 'bin', type: 'directory', mode: 0o755 });
  archive.entry({ name: 'bin/busybox', mode: 0o755 }, readFileSync(program));
  const { stdout } = spawnSync(program, ['--list'], { encoding: 'utf8' });
  for (const name of stdout.split('\n').filter((name) => name !== '' && name !== 'busybox')) {
    archive.entry({ name: `bin/${name}`, type: 'symlink', linkname: 'busybox' });
  }
  archive.finalize();
  return Readable.from(archive);
}

function skipped(reason: string): false {
  console.warn(`skipped: no container engine here: ${reason}`);
  return false;
}
