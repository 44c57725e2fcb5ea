// ForEach over 100, 1,000 and 10,000 values with one Return task, unbounded: does the time grow in proportion?
//   node test/perf/loop.mjs [--sizes 100,1000,10000] [--limit 0]
import { parseArgs } from 'node:util';
import { createFlow, printMachine, processorSeconds, startServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100,1000,10000' },
    limit: { type: 'string', default: '0' },
  },
});
const FLOW = `id: loop
namespace: perf
inputs:
  - id: size
    type: INT
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ range(1, inputs.size) }}"
    concurrencyLimit: ${values.limit}
    tasks:
      - id: one
        type: io.kestra.plugin.core.debug.Return
        format: "{{ taskrun.value }}"
`;

const server = await startServer();
await createFlow(server.request, FLOW);
printMachine('ForEach, one task per value', { limit: `concurrencyLimit ${values.limit}` });
await run(50);
let first;
for (const size of values.sizes.split(',').map(Number)) {
  const memory = server.residentMegabytes();
  server.forgetPeak();
  const spent = processorSeconds(server.pid);
  const seconds = await run(size);
  const processor = ((processorSeconds(server.pid) - spent) / size) * 1000;
  first ??= { size, seconds };
  const growth = (server.residentMegabytes() - memory).toFixed(0);
  const peak = (server.peakMegabytes() - memory).toFixed(0);
  console.log(
    `${String(size).padStart(6)} values ${seconds.toFixed(2)} s, ${((seconds / size) * 1000).toFixed(2)} ms a value (processor of the server ${processor.toFixed(2)}), ` +
      `${(seconds / first.seconds).toFixed(1)} × the time of ${first.size}, memory at most +${peak} MB, afterwards +${growth} MB`,
  );
}
await server.stop();

async function run(size) {
  const boundary = 'perf';
  const body = `--${boundary}\r\nContent-Disposition: form-data; name="size"\r\n\r\n${size}\r\n--${boundary}--\r\n`;
  const begun = performance.now();
  const { state } = await server.request('POST', '/api/v1/executions/perf/loop?wait=true', {
    body,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  });
  if (state.current !== 'SUCCESS') throw new Error(`ended ${state.current}`);
  return (performance.now() - begun) / 1000;
}
