import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { client } from './load.mjs';

export const TICKS_PER_SECOND = 100;

/** KESTRA_DIST names another build than dist. */
export const dist = fileURLToPath(
  new URL(`../../${process.env.KESTRA_DIST ?? 'dist'}`, import.meta.url),
);

/** The flags of Node are those of the launcher; KESTRA_NODE_FLAGS tries others. */
const launcher = readFileSync(new URL('../../kestra', import.meta.url), 'utf8');
export const nodeFlags = (
  process.env.KESTRA_NODE_FLAGS ?? /^exec node (.*)"\$built"/m.exec(launcher)[1]
).split(' ');

/** A standalone server with a database of its own in a temporary directory; `stop()` removes both. */
export async function startServer({ args = [], directory, environment = {} } = {}) {
  const home = directory ?? (await mkdtemp(join(tmpdir(), 'kestra-perf-')));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...nodeFlags.filter(Boolean),
      join(dist, 'main.js'),
      'server',
      'standalone',
      '--port',
      String(port),
      ...args,
    ],
    {
      cwd: home,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const request = client(url);
  await healthy(request, child);
  const healthyAfter = performance.now() - begun;
  return {
    url,
    request,
    healthyAfter,
    pid: child.pid,
    residentMegabytes: () => residentMegabytes(child.pid),
    /** The most since `forgetPeak`. */
    peakMegabytes: () => residentMegabytes(child.pid, 'VmHWM'),
    forgetPeak: () => writeFileSync(`/proc/${child.pid}/clear_refs`, '5'),
    async stop({ keep = false } = {}) {
      child.kill('SIGINT');
      await new Promise((resolve) => child.once('exit', resolve));
      if (!keep) {
        await rm(home, { recursive: true, force: true });
      }
    },
    home,
  };
}

/** `createFlow(request, yaml)` makes the flow known. */
export async function createFlow(request, source) {
  await request('POST', '/api/v1/flows', {
    body: source,
    headers: { 'content-type': 'application/x-yaml' },
  });
}

export function printMachine(title, settings) {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  console.log(`# ${title}`);
  console.log(`machine   ${cpus().length} × ${model}, ${memory} GiB, Node ${process.version}`);
  console.log(`flags     node ${nodeFlags.join(' ')}`);
  console.log('settings  server, PostgreSQL (embedded, fsync on) and load on this machine');
  for (const [name, value] of Object.entries(settings)) {
    console.log(`${name.padEnd(9)} ${value}`);
  }
}

export function residentMegabytes(pid, figure = 'VmRSS') {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = new RegExp(`${figure}:\\s+(\\d+)`).exec(status)?.[1];
  return Number(kilobytes) / 1024;
}

/** Of the process itself, children left out. */
export function processorSeconds(pid) {
  const fields = statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The fields after the name of the process. */
export function statOf(pid) {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
}

export async function healthy(request, child) {
  for (;;) {
    if (child.exitCode !== null) {
      throw new Error('the server ended at once');
    }
    try {
      await request('GET', '/health');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
