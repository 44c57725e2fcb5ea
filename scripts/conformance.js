/**
 * Runs the black-box cases of ../shared/conformance (engine and expressions) against a server of its own.
 *
 *   npm run conformance                         the open cases; more options are handed on to run.mjs
 *   npm run conformance -- --suite api
 */
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const suite = resolve('../shared/conformance');
if (!existsSync(suite)) {
  console.error(`${suite} is not there`);
  process.exit(2);
}
/**
 * `schedule-failed-condition` needs a comparison of two texts to fail, `later-string-ordering` needs it to succeed: we
 * compare texts, as later releases do.
 */
const CONTRADICTED = '^(?!engine/schedule-failed-condition$)';
const asked = process.argv.slice(2);
const options =
  asked.length > 0
    ? asked
    : ['--suite', 'engine', '--suite', 'expressions', '--skip-quirks', '--only', CONTRADICTED];

const home = mkdtempSync(join(tmpdir(), 'kestra-conformance-'));
const environment = serverEnvironment();
const port = await freePort();
const server = spawn(
  process.execPath,
  [
    resolve('dist/main.js'),
    'server',
    'standalone',
    '--port',
    String(port),
    '--config',
    environment.KESTRA_CONFIGURATION_FILE,
  ],
  { cwd: home, env: environment, stdio: ['ignore', 'ignore', 'inherit'] },
);
const url = `http://localhost:${port}`;
await healthy();
let output = '';
const runner = spawn(
  process.execPath,
  [join(suite, 'run.mjs'), '--url', url, '--jobs', '4', ...options],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
runner.stdout.on('data', (chunk) => {
  output += chunk;
  process.stdout.write(chunk);
});
const code = await new Promise((done) => runner.once('close', done));
server.kill('SIGINT');
await new Promise((done) => server.once('exit', done));
rmSync(home, { recursive: true, force: true });
const [, passed = '0', failed = '1'] = /^(\d+) passed, (\d+) failed/m.exec(output) ?? [];
mkdirSync('.test-results', { recursive: true });
appendFileSync('.test-results/conformance.count', `${passed} ${failed}\n`);
process.exit(code ?? 1);

/** What server-env.sh exports, the configuration file included. */
function serverEnvironment() {
  const { stdout, status } = spawnSync('sh', ['-c', '. ./server-env.sh >/dev/null && env -0'], {
    cwd: suite,
    env: { ...process.env, TMPDIR: home },
  });
  if (status !== 0) {
    throw new Error('server-env.sh failed');
  }
  const entries = stdout.toString().split('\0').filter(Boolean);
  return Object.fromEntries(
    entries.map((entry) => [
      entry.slice(0, entry.indexOf('=')),
      entry.slice(entry.indexOf('=') + 1),
    ]),
  );
}

async function healthy() {
  for (let tries = 0; tries < 600; tries++) {
    try {
      if ((await fetch(`${url}/health`)).ok) {
        return;
      }
    } catch {
      // not listening yet
    }
    if (server.exitCode !== null) {
      break;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('the server did not become healthy');
}

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, () => {
      const { port: free } = probe.address();
      probe.close(() => done(free));
    });
  });
}
