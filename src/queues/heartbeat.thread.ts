import { parentPort, workerData } from 'node:worker_threads';
import { beatForever } from './beat.js';
import type { HeartbeatData } from './heartbeat.js';

const { connection, pulse, everyMs, stuckMs, ...given } = workerData as HeartbeatData;
let { processId } = given;
parentPort?.on('message', (next: string) => {
  processId = next;
});

await beatForever({
  connection,
  everyMs,
  processId: () => processId,
  isAlive: () => Date.now() - Number(Atomics.load(pulse, 0)) < stuckMs,
  onDead: (dead) => parentPort?.postMessage(dead),
});
