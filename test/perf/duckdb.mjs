// One DuckDB Query that stores N rows of seven columns (the shape of an orders table) in internal storage: rows per
// second, growth of the server's memory, and how long the API took to answer meanwhile.
//   node test/perf/duckdb.mjs [--rows 1000000]        10,000,000 shows that memory stays flat
import { parseArgs } from 'node:util';
import { ms, percentile } from './load.mjs';
import { createFlow, printMachine, startServer } from './server.mjs';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
const rows = Number(values.rows);
printMachine('DuckDB: extract to internal storage', { rows: rows.toLocaleString('en') });

const server = await startServer();
await createFlow(
  server.request,
  `
id: extract
namespace: perf
inputs:
  - { id: rows, type: INT }
tasks:
  - id: extract
    type: io.kestra.plugin.jdbc.duckdb.Query
    store: true
    sql: |
      SELECT i AS order_id, 'Customer ' || (i % 1000) AS customer_name, 'customer' || i || '@example.com' AS customer_email,
             i % 20 AS product_id, (i % 20000) / 100 AS price, i % 10 AS quantity, DATE '2024-01-01' + (i % 365)::INT AS ordered
      FROM range({{ inputs.rows }}) t(i)
`,
);
await extract(1000);
const before = server.residentMegabytes();
let peak = before;
const answers = [];
const watch = setInterval(async () => {
  peak = Math.max(peak, server.residentMegabytes());
  const asked = performance.now();
  await server.request('GET', '/api/v1/flows/perf/extract');
  answers.push(performance.now() - asked);
}, 50);
const seconds = await extract(rows);
clearInterval(watch);
console.log(
  `rows      ${Math.round(rows / seconds).toLocaleString('en')} rows/s (${seconds.toFixed(2)} s)`,
);
console.log(
  `memory    ${before.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most (+${(peak - before).toFixed(0)} MB)`,
);
console.log(
  `API       p50 ${ms(percentile(answers, 50))}, p99 ${ms(percentile(answers, 99))} meanwhile`,
);
await server.stop();

/** Seconds from the request to the end of the execution. */
async function extract(count) {
  const begun = performance.now();
  const body = new FormData();
  body.set('rows', String(count));
  const answer = await fetch(`${server.url}/api/v1/executions/trigger/perf/extract?wait=true`, {
    method: 'POST',
    body,
  });
  const execution = await answer.json();
  const task = execution.taskRunList?.[0];
  if (execution.state.current !== 'SUCCESS' || task.outputs.size !== count) {
    throw new Error(
      `the execution ended ${execution.state.current}: ${JSON.stringify(task?.outputs)}`,
    );
  }
  return (performance.now() - begun) / 1000;
}
