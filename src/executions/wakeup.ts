import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a signal that may come while nobody waits: then the next wait ends at once. */
export class Wakeup {
  private isPending = false;
  private resume: (() => void) | undefined;
  private readonly unsubscribe: () => void;
  private readonly ring = (): void => {
    this.isPending = true;
    this.resume?.();
  };

  constructor(
    subscribe: (listener: () => void) => () => void,
    private readonly signal: AbortSignal,
  ) {
    this.unsubscribe = subscribe(this.ring);
    signal.addEventListener('abort', this.ring);
  }

  /** Resolves at the signal, when the client is gone, or after so many milliseconds. */
  async wait(timeoutMs: number): Promise<void> {
    if (!this.isPending && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.resume = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.resume = undefined;
    this.isPending = false;
  }

  /** Resolves after so many milliseconds; a signal that comes meanwhile is kept. */
  rest(ms: number): Promise<void> {
    return sleep(ms, undefined, { ref: false });
  }

  close(): void {
    this.unsubscribe();
    this.signal.removeEventListener('abort', this.ring);
    this.resume?.();
  }
}
