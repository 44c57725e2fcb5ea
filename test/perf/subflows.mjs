// One parent with many subflows: ForEach of Subflow tasks, and ForEachItem over files of many lines in batches.
//   node test/perf/subflows.mjs [--subflows 1000,10000] [--batches 1000000/1000,100000/10000] [--limit 0]
// `--batches` lists lines/batches; `--limit` is the concurrencyLimit of ForEachItem, 0 for none.
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ms, percentile } from './load.mjs';
import { createFlow, printMachine, startServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    subflows: { type: 'string', default: '1000,10000' },
    batches: { type: 'string', default: '10000/1000,1000000/1000,100000/10000' },
    limit: { type: 'string', default: '0' },
  },
});

const CHILD = `id: child
namespace: perf
inputs:
  - id: value
    type: STRING
tasks:
  - id: show
    type: io.kestra.plugin.core.debug.Return
    format: "{{ inputs.value }}"
`;
const PARENT = `id: parent
namespace: perf
inputs:
  - id: size
    type: INT
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ range(1, inputs.size) }}"
    concurrencyLimit: 0
    tasks:
      - id: start
        type: io.kestra.plugin.core.flow.Subflow
        namespace: perf
        flowId: child
        inputs:
          value: "{{ taskrun.value }}"
`;
const batchesOf = (flowId, rows) => `id: ${flowId}
namespace: perf
inputs:
  - id: lines
    type: INT
tasks:
  - id: write
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    outputFiles: [lines.jsonl]
    commands:
      - seq 1 {{ inputs.lines }} | sed 's/.*/{"n":&}/' > lines.jsonl
  - id: each
    type: io.kestra.plugin.core.flow.ForEachItem
    items: "{{ outputs.write.outputFiles['lines.jsonl'] }}"
    batch:
      rows: ${rows}
    concurrencyLimit: ${values.limit}
    namespace: perf
    flowId: child
    inputs:
      value: "{{ taskrun.items }}"
`;

const server = await startServer();
for (const flow of [CHILD, PARENT]) await createFlow(server.request, flow);
printMachine('many subflows of one parent', { 'concurrencyLimit of ForEachItem': values.limit });
await ended(await start('parent', { size: 20 }));
for (const size of listOf(values.subflows).map(Number)) {
  await measured(`${size} Subflow tasks`, size, 'parent', { size });
}
for (const [lines, batches] of listOf(values.batches).map((pair) => pair.split('/').map(Number))) {
  const rows = Math.ceil(lines / batches);
  const flowId = `batches-${lines}-${batches}`;
  await createFlow(server.request, batchesOf(flowId, rows));
  await measured(`${lines} lines, ${batches} batches`, batches, flowId, { lines });
}
await server.stop();

/** Time, growth of the server's memory, and how long the API takes to answer meanwhile, with one follower at work. */
async function measured(title, count, flowId, inputs) {
  const before = server.residentMegabytes();
  let peak = before;
  const memory = setInterval(() => (peak = Math.max(peak, server.residentMegabytes())), 50);
  const begun = performance.now();
  const id = await start(flowId, inputs);
  const search = probe(`/api/v1/executions/search?namespace=perf&flowId=${flowId}&size=25`);
  const get = probe(`/api/v1/executions/${id}`);
  const progress = await ended(id);
  const seconds = (performance.now() - begun) / 1000;
  clearInterval(memory);
  const meanwhile = [
    `search p99 ${ms(percentile(search.stop(), 99))}`,
    `get p99 ${ms(percentile(get.stop(), 99))}`,
    `${progress} events followed`,
  ];
  console.log(
    `${title.padEnd(30)} ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(0)}/s, memory +${(peak - before).toFixed(0)} MB at most; meanwhile ${meanwhile.join(', ')}`,
  );
}

/** One who asks, rests for 100 ms and asks again; `stop()` gives the milliseconds of each answer. */
function probe(path) {
  const took = [];
  let isWanted = true;
  void (async () => {
    while (isWanted) {
      const begun = performance.now();
      await server.request('GET', path);
      took.push(performance.now() - begun);
      await sleep(100);
    }
  })();
  return {
    stop: () => {
      isWanted = false;
      return took;
    },
  };
}

async function start(flowId, inputs) {
  const boundary = 'perf';
  const parts = Object.entries(inputs).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const { id } = await server.request('POST', `/api/v1/executions/perf/${flowId}`, {
    body: `${parts.join('')}--${boundary}--\r\n`,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  });
  return id;
}

/** Follows the execution to its end; resolves to the number of events. */
async function ended(id) {
  let events = 0;
  const response = await new Promise((resolve, reject) =>
    http.get(`${server.url}/api/v1/executions/${id}/follow`, resolve).on('error', reject),
  );
  for await (const part of response.setEncoding('utf8')) {
    events += part.split('\n\n').length - 1;
  }
  const { state } = await server.request('GET', `/api/v1/executions/${id}`);
  if (state.current !== 'SUCCESS') throw new Error(`${id} ended ${state.current}`);
  return events;
}

function listOf(text) {
  return text.split(',').filter((part) => part !== '');
}
