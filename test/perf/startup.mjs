// Start to healthy (new and existing database) and resident memory when idle.
//   node test/perf/startup.mjs [--times 5] [--idle-seconds 10]
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ms, percentile } from './load.mjs';
import { printMachine, startServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '5' },
    'idle-seconds': { type: 'string', default: '10' },
  },
});
printMachine('start-up and idle memory', { times: values.times });
const first = await startServer();
console.log(`first start, new database    ${ms(first.healthyAfter)}`);
await first.stop({ keep: true });
const starts = [];
for (let i = 0; i < Number(values.times); i++) {
  const server = await startServer({ directory: first.home });
  starts.push(server.healthyAfter);
  if (i === Number(values.times) - 1) {
    await new Promise((resolve) => setTimeout(resolve, Number(values['idle-seconds']) * 1000));
    console.log(
      `existing database            p50 ${ms(percentile(starts, 50))}, slowest ${ms(Math.max(...starts))}`,
    );
    console.log(`idle, resident (server)      ${server.residentMegabytes().toFixed(0)} MB`);
  }
  await server.stop({ keep: true });
}
await rm(first.home, { recursive: true, force: true });
