/**
 * Runs the black-box cases of ../shared/conformance against servers of its own: the open cases of every suite, and those
 * that want a server that is set up differently.
 *
 *   npm run conformance
 *   npm run conformance -- --suite api        one server; everything is handed on to run.mjs
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
const VARIANTS = [
  {
    conformanceWith: 'templates',
    options: [
      '--skip-quirks',
      '--only',
      CONTRADICTED,
      '--requires',
      '+templates,+fresh,+exclusive',
    ],
  },
  {
    conformanceWith: 'no-encryption',
    options: ['--only', onlyWith('no-encryption'), '--requires', '+no-encryption'],
  },
  {
    settings: {
      'kestra.server.basic-auth': {
        enabled: true,
        username: 'admin@kestra.io',
        password: 'kestra',
      },
    },
    options: [
      ...['--only', onlyWith('config:kestra.server.basic-auth='), '--requires'],
      '+basic-auth,+exclusive',
    ],
  },
];

const asked = process.argv.slice(2);
let [passed, failed] = [0, 0];
for (const variant of asked.length > 0 ? [{ options: asked }] : VARIANTS) {
  const counts = await run(variant);
  passed += counts.passed;
  failed += counts.failed;
}
mkdirSync('.test-results', { recursive: true });
appendFileSync('.test-results/conformance.count', `${passed} ${failed}\n`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** The cases against a server that is thrown away afterwards. No case at all is a failure. */
async function run({ conformanceWith = '', settings = {}, options }) {
  const home = mkdtempSync(join(tmpdir(), 'kestra-conformance-'));
  const server = await startServer(home, conformanceWith, settings);
  try {
    const first = await cases(home, server.url, options);
    const missed = first
      .filter(({ status }) => status === 'failed')
      .map(({ suite: name, id }) => `${name}/${id}`);
    // Many cases wait for something within seconds; on a busy machine the last word is a second try without company.
    const again = missed.length <= MOST_TRIED_AGAIN ? missed : [];
    const alone = ['--only', `^(${again.join('|')})$`, '--jobs', '1', '--patience', '2'];
    const second = again.length > 0 ? await cases(home, server.url, [...options, ...alone]) : [];
    const passedOf = (results) => results.filter(({ status }) => status === 'passed').length;
    return {
      passed: passedOf(first) + passedOf(second),
      failed: first.length === 0 ? 1 : missed.length - passedOf(second),
    };
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Runs cases and gives what run.mjs says of each. Of an option that is given twice the last one holds. */
async function cases(home, url, options) {
  const report = join(home, 'report.json');
  const given = [join(suite, 'run.mjs'), '--url', url, '--json', report, '--jobs', '4', ...options];
  const runner = spawn(process.execPath, given, { stdio: ['ignore', 'inherit', 'inherit'] });
  await new Promise((done) => runner.once('close', done));
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : [];
}

async function startServer(home, conformanceWith, settings) {
  const environment = serverEnvironment(home, conformanceWith);
  const file = environment.KESTRA_CONFIGURATION_FILE;
  for (const [key, value] of Object.entries(settings)) {
    appendFileSync(file, `${key}: ${JSON.stringify(value)}\n`);
  }
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const server = spawn(
    process.execPath,
    [resolve('dist/main.js'), 'server', 'standalone', '--port', String(port), '--config', file],
    { cwd: home, env: environment, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await healthy(url, server);
  return {
    url,
    stop: async () => {
      server.kill('SIGINT');
      await new Promise((done) => server.once('exit', done));
    },
  };
}

/** What server-env.sh exports, the configuration file included. */
function serverEnvironment(home, conformanceWith) {
  const { stdout, status } = spawnSync('sh', ['-c', '. ./server-env.sh >/dev/null && env -0'], {
    cwd: suite,
    env: { ...process.env, TMPDIR: home, CONFORMANCE_WITH: conformanceWith },
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

/** A pattern for the cases that need something. */
function onlyWith(requirement) {
  const ids = ['engine', 'expressions', 'api'].flatMap((name) => {
    const file = JSON.parse(readFileSync(join(suite, name, 'cases.json'), 'utf8'));
    return file
      .filter(({ requires = [] }) => requires.some((need) => need.startsWith(requirement)))
      .map(({ id }) => `${name}/${id}`);
  });
  return `^(${ids.join('|')})$`;
}

async function healthy(url, server) {
  for (let tries = 0; tries < 600 && server.exitCode === null; tries++) {
    try {
      if ((await fetch(`${url}/health`)).ok) {
        return;
      }
    } catch {
      // not listening yet
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
