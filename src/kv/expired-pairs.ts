import { Injectable, Logger } from '@nestjs/common';
import { KvRepository } from './store/kv.repository.js';

/** An expired pair is told apart from a missing one for so long (api.md §12). */
const KEPT_MS = 24 * 60 * 60 * 1_000;
const SWEEP_MS = 60 * 60 * 1_000;

/** Removes pairs that expired long ago, so that they do not stay forever. Several processes may do so at once. */
@Injectable()
export class ExpiredPairs {
  private readonly logger = new Logger('ExpiredPairs');
  private timer: NodeJS.Timeout | undefined;
  private stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly pairs: KvRepository) {}

  start(): void {
    this.stopping = new AbortController();
    this.sweep();
    this.timer = setInterval(() => this.sweep(), SWEEP_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.running;
  }

  private sweep(): void {
    const { signal } = this.stopping;
    this.running = this.running
      .then(() => this.pairs.deleteExpired(KEPT_MS, signal))
      .then((count) => {
        if (count > 0) {
          this.logger.log(`Removed ${count} key-value pairs that had expired`);
        }
      })
      .catch((error: unknown) => {
        if (!signal.aborted) {
          this.logger.warn(String(error));
        }
      });
  }
}
