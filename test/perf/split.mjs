// Roles as processes of their own on one PostgreSQL: the webhook flow at a fixed rate and at its limit, ForEach loops
// whose task looks at outputs (does the cost grow in proportion?), and how executors share the executions of a flow.
//   node test/perf/split.mjs [--executors 1] [--workers 1] [--rate 100] [--seconds 20] [--limit-seconds 20]
//     [--sizes 100,1000,10000] [--reads own,all]
// `--reads own`: the task reads the output of another task for its own value; `all`: it counts those of all values.
import { parseArgs } from 'node:util';
import { atLimit, atRate, ms, percentile } from './load.mjs';
import { createFlow, printMachine } from './server.mjs';
import { startSplit } from './split-servers.mjs';
import { callWebhook, WEBHOOK } from './webhook-flow.mjs';

const { values } = parseArgs({
  options: {
    executors: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '20' },
    'limit-seconds': { type: 'string', default: '20' },
    connections: { type: 'string', default: '64' },
    sizes: { type: 'string', default: '100,1000,10000' },
    reads: { type: 'string', default: 'own' },
  },
});

const READS = {
  own: '{{ outputs.first[taskrun.value].value }}',
  all: '{{ outputs.first | length }}',
};
const loopOf = (reads) => `id: loop-${reads}
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
      - id: first
        type: io.kestra.plugin.core.debug.Return
        format: "{{ taskrun.value }}"
      - id: second
        type: io.kestra.plugin.core.debug.Return
        format: "${READS[reads]}"
`;

const servers = await startSplit({
  executors: Number(values.executors),
  workers: Number(values.workers),
});
const send = () => callWebhook(servers.request);
try {
  await main();
} finally {
  await servers.stop();
}

async function main() {
  printMachine('roles as processes of their own', {
    processes: `webserver, ${values.executors} executor(s), ${values.workers} worker(s)`,
  });
  await createFlow(servers.request, WEBHOOK);
  for (let i = 0; i < 100; i++) await send();
  await drained();
  const seconds = Number(values.seconds);
  const limitSeconds = Number(values['limit-seconds']);
  if (seconds > 0) {
    await report(`${values.rate}/s`, () =>
      atRate({ perSecond: Number(values.rate), seconds, send }),
    );
  }
  if (limitSeconds > 0) {
    await report('limit', () =>
      atLimit({
        connections: Number(values.connections),
        seconds: limitSeconds,
        send,
      }),
    );
  }
  for (const reads of listOf(values.reads)) {
    await createFlow(servers.request, loopOf(reads));
    await loop(reads, 20);
    await growth(reads, listOf(values.sizes).map(Number));
  }
}

async function report(name, load) {
  const before = servers.processorSeconds();
  const shares = servers.executorSeconds();
  const begun = performance.now();
  const { latencies, failures } = await load();
  await drained();
  const elapsed = (performance.now() - begun) / 1000;
  const durations = await servers.count(
    `select extract(epoch from end_date - start_date) * 1000 as took from executions
     where flow_id = 'webhook' order by start_date desc limit ${latencies.length}`,
  );
  const took = durations.map((row) => Number(row.took));
  console.log(
    `${name.padEnd(7)} accepted ${latencies.length} (failed ${[...failures.values()].reduce((a, b) => a + b, 0)}), ` +
      `answer p50 ${ms(percentile(latencies, 50))} p99 ${ms(percentile(latencies, 99))}, ` +
      `execution p50 ${ms(percentile(took, 50))} p99 ${ms(percentile(took, 99))}, ` +
      `completed ${(latencies.length / elapsed).toFixed(0)}/s`,
  );
  printProcessorTime(before, latencies.length, 'execution');
  printShares(shares);
}

/** Two executors ought to have about the same to do. */
function printShares(before) {
  const after = servers.executorSeconds();
  if (after.length > 1) {
    const spent = after.map((seconds, index) => seconds - before[index]);
    const whole = spent.reduce((a, b) => a + b, 0) || 1;
    const shares = spent.map((seconds) => `${((seconds / whole) * 100).toFixed(0)} %`);
    console.log(`        executors share the work ${shares.join(' : ')}`);
  }
}

async function growth(reads, sizes) {
  let first;
  for (const size of sizes) {
    const before = servers.processorSeconds();
    const memory = servers.residentMegabytes();
    const seconds = await loop(reads, size);
    const spent = sum(servers.processorSeconds()) - sum(before);
    first ??= { size, spent };
    const grown = Object.entries(servers.residentMegabytes()).map(
      ([role, now]) => `${role} +${(now - memory[role]).toFixed(0)} MB`,
    );
    console.log(
      `${reads.padEnd(3)} ${String(size).padStart(6)} values ${seconds.toFixed(2)} s, processor ${((spent / size) * 1000).toFixed(2)} ms a value, ` +
        `${(spent / first.spent).toFixed(1)} × that of ${first.size}; ${grown.join(', ')}`,
    );
    printProcessorTime(before, size, 'value');
  }
}

async function loop(reads, size) {
  const boundary = 'perf';
  const body = `--${boundary}\r\nContent-Disposition: form-data; name="size"\r\n\r\n${size}\r\n--${boundary}--\r\n`;
  const begun = performance.now();
  const { state } = await servers.request(
    'POST',
    `/api/v1/executions/perf/loop-${reads}?wait=true`,
    {
      body,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    },
  );
  if (state.current !== 'SUCCESS') throw new Error(`ended ${state.current}`);
  return (performance.now() - begun) / 1000;
}

function printProcessorTime(before, count, what) {
  const after = servers.processorSeconds();
  const parts = Object.entries(after).map(
    ([role, seconds]) => `${role} ${(((seconds - before[role]) / count) * 1000).toFixed(2)}`,
  );
  console.log(`        processor ms per ${what}: ${parts.join(', ')}`);
}

async function drained() {
  for (;;) {
    const [row] = await servers.count(
      `select count(*) from executions where state not in ('SUCCESS', 'FAILED', 'WARNING', 'KILLED')`,
    );
    if (Number(row.count) === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function sum(parts) {
  return Object.values(parts).reduce((a, b) => a + b, 0);
}

function listOf(text) {
  return text.split(',').filter(Boolean);
}
