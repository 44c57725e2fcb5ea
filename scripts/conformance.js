/**
 * Runs the black-box cases of ../shared/conformance (engine and expressions) against a server of its own.
 *
 *   npm run conformance                         the open cases; more options are handed on to run.mjs
 *   npm run conformance -- --suite api
 */
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** More failures than this are no accident. */
const MOST_TRIED_AGAIN = 10;

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
const first = await cases(options);
const missed = first
  .filter(({ status }) => status === 'failed')
  .map(({ suite: name, id }) => `${name}/${id}`);
// Many cases wait for something within seconds; on a busy machine the last word is a second try without company.
const again = missed.length > 0 && missed.length <= MOST_TRIED_AGAIN ? missed : [];
const second =
  again.length > 0
    ? await cases(['--only', `^(${again.join('|')})$`, '--jobs', '1', '--patience', '2'])
    : [];
server.kill('SIGINT');
await new Promise((done) => server.once('exit', done));
rmSync(home, { recursive: true, force: true });

const mended = second.filter(({ status }) => status === 'passed').length;
const failed = first.length === 0 ? 1 : missed.length - mended;
const passed = first.filter(({ status }) => status === 'passed').length + mended;
mkdirSync('.test-results', { recursive: true });
appendFileSync('.test-results/conformance.count', `${passed} ${failed}\n`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Runs cases and gives what run.mjs says of each. */
async function cases(given) {
  const report = join(home, 'report.json');
  const runner = spawn(
    process.execPath,
    [
      join(suite, 'run.mjs'),
      '--url',
      url,
      '--json',
      report,
      ...(given.includes('--jobs') ? [] : ['--jobs', '4']),
      ...given,
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  await new Promise((done) => runner.once('close', done));
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : [];
}

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
