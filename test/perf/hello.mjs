// hello-world through the REST trigger: alone, and at the limit.
//   node test/perf/hello.mjs [--seconds 30]
import { parseArgs } from 'node:util';
import { atLimit, client, ms, percentile } from './load.mjs';
import { createFlow, printMachine, startServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    connections: { type: 'string', default: '64' },
  },
});
const FLOW = `id: hello
namespace: perf
inputs:
  - id: greeting
    type: STRING
    defaults: hello
tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "{{ inputs.greeting }}, have a great day!"
`;

const server = await startServer();
await createFlow(server.request, FLOW);
const request = client(server.url, { connections: Number(values.connections) });
printMachine('hello-world through POST /executions/trigger', { seconds: values.seconds });
const trigger = (wait) => () =>
  request('POST', `/api/v1/executions/trigger/perf/hello${wait ? '?wait=true' : ''}`);
for (let i = 0; i < 200; i++) await trigger(true)();
const walls = [];
for (let i = 0; i < 300; i++) {
  const begun = performance.now();
  await trigger(true)();
  walls.push(performance.now() - begun);
}
console.log(
  `alone     call with wait=true p50 ${ms(percentile(walls, 50))} p99 ${ms(percentile(walls, 99))}`,
);
for (const wait of [false, true]) {
  const { latencies, seconds, failures } = await atLimit({
    connections: Number(values.connections),
    seconds: Number(values.seconds),
    send: trigger(wait),
  });
  console.log(
    `limit     ${wait ? 'to the end ' : 'accepted   '} ${(latencies.length / seconds).toFixed(0)}/s, p50 ${ms(percentile(latencies, 50))} p99 ${ms(percentile(latencies, 99))}, failed ${failures.size}`,
  );
}
await server.stop();
