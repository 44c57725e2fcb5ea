// One shell script that prints N megabytes in lines of a kilobyte: how fast the log takes them, and by how much the
// server's memory grows meanwhile.
//   node test/perf/script-output.mjs [--megabytes 256] [--line 1000]       2048 shows that memory stays flat
import { parseArgs } from 'node:util';
import { createFlow, printMachine, startServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '256' },
    line: { type: 'string', default: '1000' },
  },
});
const [megabytes, line] = [Number(values.megabytes), Number(values.line)];
printMachine('script output into the log', { output: `${megabytes} MB, lines of ${line} bytes` });

const server = await startServer();
await createFlow(
  server.request,
  `
id: print
namespace: perf
inputs:
  - { id: bytes, type: INT }
tasks:
  - id: print
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: { type: io.kestra.plugin.core.runner.Process }
    commands: ["yes ${'x'.repeat(line - 1)} | head -c {{ inputs.bytes }}"]
`,
);
await print(1_000_000);
const before = server.residentMegabytes();
let peak = before;
const watch = setInterval(() => (peak = Math.max(peak, server.residentMegabytes())), 100);
const seconds = await print(megabytes * 1_000_000);
clearInterval(watch);
const rate = (amount) => Math.round(amount / seconds).toLocaleString('en');
console.log(
  `rate      ${rate(megabytes)} MB/s, ${rate((megabytes * 1_000_000) / line)} lines/s (${seconds.toFixed(1)} s)`,
);
console.log(
  `memory    ${before.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most (+${(peak - before).toFixed(0)} MB)`,
);
await server.stop();

/** Seconds from the request to the end of the execution. */
async function print(bytes) {
  const begun = performance.now();
  const body = new FormData();
  body.set('bytes', String(bytes));
  const answer = await fetch(`${server.url}/api/v1/executions/trigger/perf/print`, {
    method: 'POST',
    body,
  });
  const { id } = await answer.json();
  for (;;) {
    const { state } = await server.request('GET', `/api/v1/executions/${id}`);
    if (state.current === 'SUCCESS') {
      return (performance.now() - begun) / 1000;
    }
    if (['FAILED', 'KILLED'].includes(state.current)) {
      throw new Error(`the execution ended ${state.current}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
