import type { Response } from 'express';
import { stringifyJson } from '../../model/json.js';
import { drained, isLong, writeJson } from './write-json.js';

/** Proxies cut connections that are silent for a minute. */
const KEEP_ALIVE_MS = 20_000;

/** Server-sent events (api.md §1.4): `data` is JSON, `id` the marker. */
export class EventStream {
  private readonly gone = new AbortController();
  private readonly keepAlive: NodeJS.Timeout;
  private isWithinEvent = false;

  constructor(private readonly response: Response) {
    response.status(200);
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    response.setHeader('Cache-Control', 'no-cache, no-transform');
    response.setHeader('X-Accel-Buffering', 'no');
    response.flushHeaders();
    this.keepAlive = setInterval(() => {
      if (!this.isWithinEvent) {
        response.write(':\n\n');
      }
    }, KEEP_ALIVE_MS);
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
    if (isLong(data)) {
      this.isWithinEvent = true;
      this.response.write('data: ');
      await writeJson(this.response, data);
      this.response.write(`\n${marker}\n`);
      this.isWithinEvent = false;
    } else if (!this.response.write(`data: ${stringifyJson(data)}\n${marker}\n`)) {
      await drained(this.response);
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
}
