import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';

export type Handler = (payload: string) => void;

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

/**
 * One connection that listens on any number of channels. When it is lost it is opened again for as long as it takes;
 * afterwards every handler is called once with an empty payload, because notifications may have been missed.
 */
export class Listener {
  private readonly handlers = new Map<string, Set<Handler>>();
  private client: Promise<pg.Client> | undefined;
  private closed = false;

  constructor(
    private readonly connect: () => Promise<pg.Client>,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /** Resolves when the channel is listened to; the returned function ends the subscription. */
  async listen(channel: string, handler: Handler): Promise<() => void> {
    const handlers = this.handlers.get(channel) ?? new Set();
    this.handlers.set(channel, handlers.add(handler));
    const client = await this.current();
    await client.query(`listen ${quoted(channel)}`);
    return () => handlers.delete(handler);
  }

  async close(): Promise<void> {
    this.closed = true;
    const client = await this.client?.catch(() => undefined);
    await client?.end().catch(() => undefined);
  }

  private current(): Promise<pg.Client> {
    this.client ??= this.open().catch((error: unknown) => {
      this.client = undefined;
      throw error;
    });
    return this.client;
  }

  private async open(): Promise<pg.Client> {
    const client = await this.connect();
    client.on('notification', ({ channel, payload }) => this.deliver(channel, payload ?? ''));
    client.once('end', () => this.reopen());
    return client;
  }

  private deliver(channel: string, payload: string): void {
    for (const handler of this.handlers.get(channel) ?? []) {
      try {
        handler(payload);
      } catch (error) {
        this.onTrouble(error);
      }
    }
  }

  private reopen(): void {
    if (this.closed) {
      return;
    }
    this.client = this.openPatiently();
    this.client.then(
      () => this.handlers.forEach((_, channel) => this.deliver(channel, '')),
      (error: unknown) => this.onTrouble(error),
    );
  }

  private async openPatiently(): Promise<pg.Client> {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        const client = await this.open();
        for (const channel of this.handlers.keys()) {
          await client.query(`listen ${quoted(channel)}`);
        }
        return client;
      } catch (error) {
        if (this.closed) {
          throw error;
        }
        this.onTrouble(error);
        await delay(pause, undefined, { ref: false });
      }
    }
  }
}

function quoted(channel: string): string {
  return `"${channel.replaceAll('"', '""')}"`;
}
