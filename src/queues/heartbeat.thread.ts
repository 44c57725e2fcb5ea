import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import type { HeartbeatData } from './heartbeat.js';

const { connection, pulse, everyMs, stuckMs, ...given } = workerData as HeartbeatData;
let { processId } = given;
parentPort?.on('message', (next: string) => {
  processId = next;
});

/** Beats until the connection breaks; the caller opens the next one. */
async function beat(): Promise<void> {
  const client = new pg.Client({ ...connection, application_name: 'kestra heartbeat' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (;;) {
      if (Date.now() - Number(Atomics.load(pulse, 0)) < stuckMs) {
        const beating = processId;
        const { rowCount } = await client.query({
          name: 'heartbeat',
          text: 'update services set heartbeat_at = clock_timestamp() where id = $1',
          values: [beating],
        });
        if (rowCount === 0) {
          parentPort?.postMessage(beating);
        }
      }
      await delay(everyMs);
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

for (;;) {
  await beat().catch(() => undefined);
  await delay(everyMs);
}
