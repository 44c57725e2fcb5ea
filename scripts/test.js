/**
 * `npm test`: builds, then runs every layer of the server's tests and the Python package's, and adds up what they
 * counted. Needs Node and Python 3 only; the database is the embedded one.
 *
 *   npm test                     everything
 *   npm test -- unit api         some layers: unit, storage, database, api, scenarios, contract, python, chaos
 *
 * `chaos` (processes and the database are killed under load) runs only when it is asked for: npm test -- chaos.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const LAYERS = ['unit', 'storage', 'database', 'api', 'scenarios', 'contract'];
const RESULTS = '.test-results';

const asked = process.argv.slice(2);
const known = [...LAYERS, 'python', 'chaos'];
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}. Layers: ${known.join(', ')}`);
  process.exit(2);
}
const wanted = (name) => asked.length === 0 || asked.includes(name);

mkdirSync(RESULTS, { recursive: true });
const total = { passed: 0, failed: 0 };
let broken = false;

run('build', 'npm', ['run', '--silent', 'build']);
const layers = LAYERS.filter(wanted);
if (layers.length > 0) {
  jest(layers);
}
if (asked.includes('chaos')) {
  jest(['chaos'], ['--runInBand']);
}
if (wanted('python')) {
  python();
}
writeFileSync(`${RESULTS}/${asked.join('-') || 'all'}.count`, `${total.passed} ${total.failed}\n`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(broken || total.failed > 0 ? 1 : 0);

function jest(projects, options = []) {
  const report = `${RESULTS}/${projects.join('-')}.json`;
  run('jest', 'node', [
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    '--json',
    `--outputFile=${report}`,
    ...options,
    '--selectProjects',
    ...projects,
  ]);
  const counted = read(report, (text) => JSON.parse(text));
  if (counted === undefined) {
    return;
  }
  total.passed += counted.numPassedTests;
  total.failed += counted.numFailedTests + counted.numRuntimeErrorTestSuites;
}

function python() {
  const report = `${RESULTS}/python.xml`;
  run('python', 'npm', [
    'run',
    '--silent',
    'test:python',
    '--',
    `--junitxml=${process.cwd()}/${report}`,
  ]);
  const counts = read(report, (text) => /<testsuite [^>]*>/.exec(text)?.[0]);
  const attribute = (name) =>
    Number(new RegExp(`\\b${name}="(\\d+)"`).exec(counts ?? '')?.[1] ?? 0);
  const failed = attribute('failures') + attribute('errors');
  total.passed += attribute('tests') - failed - attribute('skipped');
  total.failed += failed;
}

/** A step that cannot run at all counts as one failure, so that no zero looks like success. */
function read(file, parse) {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch {
    total.failed++;
    return undefined;
  }
}

function run(name, command, args) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  broken ||= status !== 0;
}
