// A flow of ten task runs, alone on the server, one execution after another: its duration from creation to end.
//   node test/perf/ten-tasks.mjs [--times 200]
import { parseArgs } from 'node:util';
import { ms, percentile } from './load.mjs';
import { createFlow, printMachine, startServer } from './server.mjs';

const { values } = parseArgs({ options: { times: { type: 'string', default: '200' } } });
const tasks = Array.from(
  { length: 10 },
  (_, i) =>
    `  - id: t${i}\n    type: io.kestra.plugin.core.debug.Return\n    format: "{{ flow.id }} ${i}"`,
);
const FLOW = `id: ten\nnamespace: perf\ntasks:\n${tasks.join('\n')}\n`;

const server = await startServer();
await createFlow(server.request, FLOW);
printMachine('flow of ten task runs, alone', { times: values.times });
const run = () => server.request('POST', '/api/v1/executions/perf/ten?wait=true');
for (let i = 0; i < 50; i++) await run();
const walls = [];
const durations = [];
for (let i = 0; i < Number(values.times); i++) {
  const begun = performance.now();
  const { state } = await run();
  walls.push(performance.now() - begun);
  durations.push(Date.parse(state.histories.at(-1).date) - Date.parse(state.histories[0].date));
}
console.log(`execution p50 ${ms(percentile(durations, 50))} p99 ${ms(percentile(durations, 99))}`);
console.log(
  `call      p50 ${ms(percentile(walls, 50))} p99 ${ms(percentile(walls, 99))} (POST …?wait=true)`,
);
await server.stop();
