import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

export interface BeatOptions {
  readonly connection: pg.ClientConfig;
  readonly everyMs: number;
  /** The row to renew; it changes when the process starts over under a new id. */
  processId(): string;
  /** False keeps the beat back: the process is stuck. */
  isAlive(): boolean;
  /** The row is gone. */
  onDead(processId: string): void;
  readonly signal?: AbortSignal;
}

/** Renews a row of `services` until `signal` says stop; a connection that breaks is opened again. */
export async function beatForever(options: BeatOptions): Promise<void> {
  while (options.signal?.aborted !== true) {
    await beatOnOneConnection(options).catch(() => undefined);
    await pause(options);
  }
}

async function beatOnOneConnection(options: BeatOptions): Promise<void> {
  const client = new pg.Client({ ...options.connection, application_name: 'kestra heartbeat' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    while (options.signal?.aborted !== true) {
      if (options.isAlive()) {
        await beat(client, options);
      }
      await pause(options);
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function beat(client: pg.Client, options: BeatOptions): Promise<void> {
  const processId = options.processId();
  const { rowCount } = await client.query({
    name: 'heartbeat',
    text: 'update services set heartbeat_at = clock_timestamp() where id = $1',
    values: [processId],
  });
  if (rowCount === 0) {
    options.onDead(processId);
  }
}

async function pause({ everyMs, signal }: BeatOptions): Promise<void> {
  await delay(everyMs, undefined, { ref: false, ...(signal && { signal }) }).catch(() => undefined);
}
