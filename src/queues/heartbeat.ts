import { Worker } from 'node:worker_threads';
import type { ClientConfig } from 'pg';
import { beatForever } from './beat.js';

/** A main thread that is stuck for so long is as good as dead: the thread stops beating for it. */
const STUCK_MS = 5 * 60_000;

/**
 * Renews the lease of this process from a thread of its own, so that a busy event loop does not look like death. The
 * thread watches that the event loop still turns at all. Where no thread can be had, the event loop beats itself.
 */
export class Heartbeat {
  private processId: string | undefined;
  private thread: Worker | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly stopped = new AbortController();
  private readonly pulse = new BigInt64Array(new SharedArrayBuffer(8));

  constructor(
    private readonly connection: ClientConfig,
    private readonly everyMs: number,
    /** The process with this id was declared dead by another one. */
    private readonly onDead: (processId: string) => void,
  ) {}

  /** Beats for this process from now on, and for no other id. */
  follow(processId: string): void {
    const isFirst = this.processId === undefined;
    this.processId = processId;
    if (isFirst) {
      this.showPulse();
      this.startThread(processId);
    } else {
      this.thread?.postMessage(processId);
    }
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    clearInterval(this.timer);
    await this.thread?.terminate();
  }

  private showPulse(): void {
    const show = (): void => void Atomics.store(this.pulse, 0, BigInt(Date.now()));
    show();
    this.timer = setInterval(show, this.everyMs);
    this.timer.unref();
  }

  private startThread(processId: string): void {
    this.thread = new Worker(new URL('./heartbeat.thread.js', import.meta.url), {
      workerData: {
        connection: this.connection,
        processId,
        pulse: this.pulse,
        everyMs: this.everyMs,
        stuckMs: STUCK_MS,
      } satisfies HeartbeatData,
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    });
    this.thread.unref();
    this.thread.on('message', this.onDead);
    this.thread.on('error', () => this.beatHere());
  }

  private beatHere(): void {
    this.thread = undefined;
    void beatForever({
      connection: this.connection,
      everyMs: this.everyMs,
      processId: () => this.processId ?? '',
      isAlive: () => true,
      onDead: this.onDead,
      signal: this.stopped.signal,
    });
  }
}

export interface HeartbeatData {
  readonly connection: ClientConfig;
  readonly processId: string;
  /** Milliseconds since the epoch at which the event loop of the main thread turned last. */
  readonly pulse: BigInt64Array;
  readonly everyMs: number;
  readonly stuckMs: number;
}
