/**
 * Runs the two flows of this folder on a server of its own and shows what became of them.
 *
 *   node examples/etl/run.mjs                the orders of the public address; without internet, made-up ones
 *   node examples/etl/run.mjs --local        made-up orders in any case
 *   node examples/etl/run.mjs --url URL      on a server that runs already
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ADDRESS = 'https://raw.githubusercontent.com/kestra-io/datasets/main/csv/orders.csv';
const EXTENSIONS = 'http://extensions.duckdb.org';
const project = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const { values } = parseArgs({
  options: { url: { type: 'string' }, local: { type: 'boolean', default: false } },
});

const isLocal = values.local || !(await isReachable(ADDRESS));
const orders = isLocal ? await serveOrders() : undefined;
console.log(`orders   ${orders?.url ?? ADDRESS}${isLocal ? ' (made up)' : ''}`);
const server =
  values.url === undefined ? await startServer() : { url: values.url, stop: () => undefined };
console.log(`server   ${server.url}`);
let succeeded = false;
try {
  succeeded = await runFlows();
} finally {
  await server.stop();
  orders?.close();
}
process.exit(succeeded ? 0 : 1);

async function runFlows() {
  for (const file of ['orders-batch.yml', 'orders.yml']) {
    const source = readFileSync(new URL(file, import.meta.url), 'utf8');
    await call('POST', '/api/v1/flows/import', form({ fileUpload: new File([source], file) }));
  }
  const inputs = orders === undefined ? {} : { csv: orders.url };
  const execution = await call(
    'POST',
    '/api/v1/executions/trigger/company.etl/orders?wait=true',
    form(inputs),
  );
  console.log(`parent   ${execution.id} ${execution.state.current}`);
  for (const { taskId, state } of execution.taskRunList) {
    console.log(`         ${taskId.padEnd(12)} ${state.current}`);
  }
  const query = `namespace=company.etl&flowId=orders-batch&size=100&triggerExecutionId=${execution.id}`;
  const { results } = await call('GET', `/api/v1/executions/search?${query}`);
  console.log(
    `children ${results.length}: ${[...new Set(results.map(({ state }) => state.current))].join(', ')}`,
  );
  const child = results[0] === undefined ? [] : await logsOf(results[0].id);
  console.log(child.map((line) => `         ${line}`).join('\n'));
  for (const line of await logsOf(execution.id)) {
    console.log(`log      ${line}`);
  }
  return execution.state.current === 'SUCCESS';
}

async function logsOf(executionId) {
  const lines = await call('GET', `/api/v1/logs/${executionId}?minLevel=INFO`);
  return lines.map(({ taskId, message }) => `${taskId}: ${message.split('\n')[0]}`);
}

async function call(method, path, body) {
  const answer = await fetch(server.url + path, { method, body });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  }
  return text === '' ? undefined : JSON.parse(text);
}

function form(fields) {
  const body = new FormData();
  Object.entries(fields).forEach(([name, value]) => body.set(name, value));
  return body;
}

/** A hundred orders like those of the public address. */
async function serveOrders() {
  const lines = Array.from({ length: 100 }, (_, index) => {
    const quantity = 1 + (index % 9);
    const price = 10 + ((index * 37) % 190) + 0.25;
    return [
      index + 1,
      `Customer ${index}`,
      `customer${index}@example.com`,
      index % 20,
      price,
      quantity,
      price * quantity,
    ];
  });
  const header = 'order_id,customer_name,customer_email,product_id,price,quantity,total';
  const csv = Buffer.from([header, ...lines.map((line) => line.join(','))].join('\n') + '\n');
  const files = createServer((request, answer) => {
    answer.writeHead(200, { 'content-type': 'text/csv', 'content-length': csv.length });
    answer.end(request.method === 'HEAD' ? undefined : csv);
  });
  await new Promise((done) => files.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${files.address().port}/orders.csv`,
    close: () => {
      files.close();
      files.closeAllConnections();
    },
  };
}

async function startServer() {
  const home = mkdtempSync(join(tmpdir(), 'kestra-etl-'));
  const configuration = join(home, 'application.yml');
  writeFileSync(configuration, await extensionSettings());
  const child = spawn(
    join(project, 'kestra'),
    ['server', 'standalone', '--port', '0', '--config', configuration],
    {
      cwd: home,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await new Promise((done, failed) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const found = /Server Running: (http:\/\/[^,\s]+)/.exec(output);
      if (found) {
        done(found[1]);
      }
    });
    child.once('exit', (code) => failed(new Error(`the server ended with ${code}: ${output}`)));
  });
  return {
    url,
    stop: async () => {
      child.removeAllListeners('exit');
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGINT');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Where DuckDB's own extensions cannot be reached, they come from the package index of Python. */
async function extensionSettings() {
  if (await isReachable(EXTENSIONS)) {
    return '';
  }
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(project, 'scripts/duckdb-extension.js'), 'httpfs'],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (status !== 0) {
    throw new Error("DuckDB's httpfs extension can be had neither from duckdb.org nor from PyPI");
  }
  return `kestra:
  plugins:
    configurations:
      - type: io.kestra.plugin.jdbc.duckdb
        values:
          extension-repository: ${JSON.stringify(stdout.trim())}
`;
}

async function isReachable(address) {
  try {
    await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(3000) });
    return true;
  } catch {
    return false;
  }
}
