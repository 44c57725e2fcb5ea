import type { Response } from 'express';
import { stringifyJson } from '../../model/json.js';

/** Proxies cut connections that are silent for a minute. */
const KEEP_ALIVE_MS = 20_000;

/** Server-sent events (api.md §1.4): `data` is JSON, `id` the marker. */
export class EventStream {
  private readonly gone = new AbortController();
  private readonly keepAlive: NodeJS.Timeout;

  constructor(private readonly response: Response) {
    response.status(200);
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    response.setHeader('Cache-Control', 'no-cache, no-transform');
    response.setHeader('X-Accel-Buffering', 'no');
    response.flushHeaders();
    this.keepAlive = setInterval(() => response.write(':\n\n'), KEEP_ALIVE_MS);
    response.once('close', () => this.close());
  }

  /** Aborted when the client has gone or the stream was ended. */
  get closed(): AbortSignal {
    return this.gone.signal;
  }

  /** Resolves when the client can take more; at once when it has gone. */
  async send(data: unknown, id?: string): Promise<void> {
    if (this.gone.signal.aborted) {
      return;
    }
    const marker = id === undefined ? '' : `id: ${id}\n`;
    if (!this.response.write(`data: ${stringifyJson(data)}\n${marker}\n`)) {
      await this.drained();
    }
  }

  end(): void {
    this.response.end();
    this.close();
  }

  private close(): void {
    clearInterval(this.keepAlive);
    this.gone.abort();
  }

  /** Whichever comes first takes the other's listener along: a long stream drains many times. */
  private drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.response.off('drain', done);
        this.gone.signal.removeEventListener('abort', done);
        resolve();
      };
      this.response.once('drain', done);
      this.gone.signal.addEventListener('abort', done, { once: true });
    });
  }
}
