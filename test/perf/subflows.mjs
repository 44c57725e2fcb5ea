// One parent with many subflows: ForEach of 10,000 Subflow tasks, and ForEachItem over a file of 1,000,000 lines in batches.
//   node test/perf/subflows.mjs [--subflows 1000,10000] [--lines 1000000] [--rows 1000]
import { parseArgs } from 'node:util';
import { ms, percentile } from './load.mjs';
import { createFlow, printMachine, startServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    subflows: { type: 'string', default: '1000,10000' },
    lines: { type: 'string', default: '1000000' },
    rows: { type: 'string', default: '1000' },
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
const BATCHES = `id: batches
namespace: perf
inputs:
  - id: lines
    type: INT
  - id: rows
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
      rows: ROWS
    namespace: perf
    flowId: child
    inputs:
      value: "{{ taskrun.items }}"
`.replace('ROWS', values.rows);

const server = await startServer();
for (const flow of [CHILD, PARENT, BATCHES]) await createFlow(server.request, flow);
printMachine('many subflows of one parent', { rows: `${values.rows} a batch` });
await run('parent', { size: 20 });
for (const size of values.subflows.split(',').filter(Boolean).map(Number)) {
  await measured(`${size} subflows`, size, () => run('parent', { size }));
}
if (Number(values.lines) > 0) {
  const batches = Math.ceil(Number(values.lines) / Number(values.rows));
  await measured(`${values.lines} lines, ${batches} batches`, batches, () =>
    run('batches', { lines: values.lines, rows: values.rows }),
  );
}
await server.stop();

/** Time, growth of the server's memory, and how long the API takes to answer meanwhile. */
async function measured(title, count, work) {
  const before = server.residentMegabytes();
  let peak = before;
  const reads = [];
  const watch = setInterval(() => {
    peak = Math.max(peak, server.residentMegabytes());
    const begun = performance.now();
    void server
      .request('GET', '/api/v1/executions/search?namespace=perf&flowId=parent&size=1')
      .then(
        () => reads.push(performance.now() - begun),
        () => undefined,
      );
  }, 100);
  const seconds = await work();
  clearInterval(watch);
  console.log(
    `${title.padEnd(34)} ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(0)}/s, memory +${(peak - before).toFixed(0)} MB at most, search meanwhile p99 ${ms(percentile(reads, 99))}`,
  );
}

async function run(flowId, inputs) {
  const boundary = 'perf';
  const parts = Object.entries(inputs).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const begun = performance.now();
  const { state } = await server.request('POST', `/api/v1/executions/perf/${flowId}?wait=true`, {
    body: `${parts.join('')}--${boundary}--\r\n`,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  });
  if (state.current !== 'SUCCESS') throw new Error(`${flowId} ended ${state.current}`);
  return (performance.now() - begun) / 1000;
}
