// A burst on a flow with a concurrency limit: all executions start at once and queue; is the API responsive meanwhile?
//   node test/perf/limited.mjs [--executions 1000] [--limit 10]
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { ms, percentile } from './load.mjs';
import { createFlow, printMachine, startServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    executions: { type: 'string', default: '1000' },
    limit: { type: 'string', default: '10' },
  },
});
const FLOW = `id: limited
namespace: perf
concurrency:
  limit: ${values.limit}
  behavior: QUEUE
tasks:
  - id: one
    type: io.kestra.plugin.core.debug.Return
    format: "{{ execution.id }}"
`;

const server = await startServer();
await createFlow(server.request, FLOW);
printMachine('a burst on a flow with a concurrency limit', values);
const path = '/api/v1/executions/perf/limited';
await server.request('POST', `${path}?wait=true`);

const reads = [];
let isRunning = true;
const reader = (async () => {
  while (isRunning) {
    const begun = performance.now();
    await server.request('GET', '/api/v1/flows/search?size=1');
    reads.push(performance.now() - begun);
    await sleep(20);
  }
})();
const begun = performance.now();
const waits = await Promise.all(
  Array.from({ length: Number(values.executions) }, async () => {
    await server.request('POST', path);
    return performance.now() - begun;
  }),
);
for (let left = 1; left > 0; await sleep(50)) {
  const query = 'namespace=perf&state=QUEUED&state=RUNNING&state=CREATED&size=1';
  left = (await server.request('GET', `/api/v1/executions/search?${query}`)).total;
}
const seconds = (performance.now() - begun) / 1000;
isRunning = false;
await reader;
await server.stop();
console.log(
  `${values.executions} executions, ${values.limit} at once: ${seconds.toFixed(1)} s, ${(values.executions / seconds).toFixed(0)}/s; ` +
    `last one accepted after ${ms(Math.max(...waits))}; meanwhile flow search p50 ${ms(percentile(reads, 50))} p99 ${ms(percentile(reads, 99))}`,
);
