// Many ForEachItem parents at once, and a hello-world that somebody waits for meanwhile: is it starved?
//   node test/perf/neighbours.mjs [--parents 20] [--batches 500]
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ms, percentile } from './load.mjs';
import { createFlow, printMachine, startServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    parents: { type: 'string', default: '20' },
    batches: { type: 'string', default: '500' },
  },
});
const CHILD = `id: child
namespace: perf
inputs:
  - id: items
    type: STRING
tasks:
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "{{ read(inputs.items) }}"
`;
const PARENT = `id: parent
namespace: perf
tasks:
  - id: write
    type: io.kestra.plugin.core.storage.Write
    content: "{% for n in range(1, ${values.batches}) %}row {{ n }}\\n{% endfor %}"
  - id: each
    type: io.kestra.plugin.core.flow.ForEachItem
    items: "{{ outputs.write.uri }}"
    batch:
      rows: 1
    namespace: perf
    flowId: child
    inputs:
      items: "{{ taskrun.items }}"
`;
const HELLO = `id: hello
namespace: perf
tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: hello
`;

const server = await startServer();
for (const flow of [CHILD, PARENT, HELLO]) await createFlow(server.request, flow);
printMachine('hello-world beside ForEachItem parents', values);
const hello = async () => {
  const begun = performance.now();
  await server.request('POST', '/api/v1/executions/perf/hello?wait=true');
  return performance.now() - begun;
};
for (let i = 0; i < 100; i++) await hello();

const begun = performance.now();
const parents = Array.from({ length: Number(values.parents) }, () =>
  server.request('POST', '/api/v1/executions/perf/parent?wait=true'),
);
let isRunning = true;
const ended = Promise.all(parents).finally(() => (isRunning = false));
const walls = [];
while (isRunning) {
  walls.push(await hello());
  await sleep(20);
}
const states = (await ended).map(({ state }) => state.current);
const seconds = (performance.now() - begun) / 1000;
await server.stop();
const failed = states.filter((state) => state !== 'SUCCESS').length;
const batches = Number(values.parents) * Number(values.batches);
console.log(
  `${values.parents} parents, ${batches} batches: ${seconds.toFixed(1)} s, ${(batches / seconds).toFixed(0)}/s, ${failed} not SUCCESS; ` +
    `meanwhile hello-world ${walls.length} times, p50 ${ms(percentile(walls, 50))} p99 ${ms(percentile(walls, 99))} max ${ms(Math.max(...walls))}`,
);
