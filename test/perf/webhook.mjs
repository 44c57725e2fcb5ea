// Webhook flow with two tasks (OutputValues, Log): latency at fixed rates, then the limit.
//   node test/perf/webhook.mjs [--rates 17,100,400] [--seconds 60] [--limit-seconds 60]
import { parseArgs } from 'node:util';
import { atLimit, atRate, client, ms, percentile } from './load.mjs';
import { createFlow, printMachine, startServer } from './server.mjs';
import { callWebhook, WEBHOOK } from './webhook-flow.mjs';

const { values } = parseArgs({
  options: {
    rates: { type: 'string', default: '17,100,400' },
    seconds: { type: 'string', default: '60' },
    'limit-seconds': { type: 'string', default: '60' },
    connections: { type: 'string', default: '64' },
    url: { type: 'string' },
  },
});

const server = values.url ? undefined : await startServer();
const request = client(values.url ?? server.url, { connections: Number(values.connections) });
await createFlow(request, WEBHOOK).catch(() => undefined);
const send = () => callWebhook(request);

printMachine('webhook flow, two tasks', { seconds: values.seconds, lanes: values.connections });
for (let i = 0; i < 300; i++) await send();

const whole = await drainedAfter(request, undefined);
console.log(`warm-up   ${whole.count} executions`);
let known = whole.count;
for (const rate of values.rates.split(',').filter(Boolean).map(Number)) {
  const result = await atRate({ perSecond: rate, seconds: Number(values.seconds), send });
  known = await report(`${rate}/s`, result, known);
}
if (Number(values['limit-seconds']) > 0) {
  const result = await atLimit({
    connections: Number(values.connections),
    seconds: Number(values['limit-seconds']),
    send,
  });
  await report('limit', result, known);
}
if (server) {
  console.log(`memory    ${server.residentMegabytes().toFixed(0)} MB resident`);
  await server.stop();
}

/** Waits until every execution of the flow has ended; completed per second counts that tail as well. */
async function report(name, { latencies, failures, seconds }, before) {
  const begun = performance.now();
  const drained = await drainedAfter(request, before + latencies.length);
  const tail = (performance.now() - begun) / 1000;
  const durations = drained.durations;
  console.log(
    `${name.padEnd(9)} accepted ${latencies.length} (failed ${[...failures.values()].reduce((a, b) => a + b, 0)}), answer p50 ${ms(percentile(latencies, 50))} p99 ${ms(percentile(latencies, 99))}, ` +
      `execution p50 ${ms(percentile(durations, 50))} p99 ${ms(percentile(durations, 99))}, completed ${(latencies.length / (seconds + tail)).toFixed(0)}/s`,
  );
  for (const [message, times] of failures) console.log(`          ${times} × ${message}`);
  return drained.count;
}

async function drainedAfter(request, expected) {
  for (;;) {
    const open = await request(
      'GET',
      '/api/v1/executions/search?namespace=perf&flowId=webhook&state=CREATED&state=RUNNING&size=1',
    );
    const all = await request(
      'GET',
      '/api/v1/executions/search?namespace=perf&flowId=webhook&size=1000&sort=state.startDate:desc',
    );
    if (open.total === 0 && (expected === undefined || all.total >= expected)) {
      return { count: all.total, durations: all.results.map(durationOf) };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function durationOf({ state }) {
  return Date.parse(state.histories.at(-1).date) - Date.parse(state.histories[0].date);
}
