import { Logger } from '@nestjs/common';
import type { ExecutionDocument } from '../execution-gateway.js';
import type { Mail } from './mail.js';

/** Bounds the statement of one turn. */
const MAX_MAILS_PER_TURN = 2_000;

/** Mail that waits for a turn. Turns come one after another, each with everything that came in during the last one. */
export class Mailbox {
  private readonly logger = new Logger('Executor');
  private mails: Mail[] = [];
  private running = false;
  private turning: Promise<void> | undefined;

  constructor(private readonly turn: (mails: readonly Mail[]) => Promise<void>) {}

  start(): void {
    this.running = true;
    this.wake();
  }

  /** Resolves when the turn under way has ended; what still waits stays undelivered. */
  async stop(): Promise<void> {
    this.running = false;
    await this.turning;
  }

  put(mail: Mail): void {
    this.mails.push(mail);
    this.wake();
  }

  /** Mail of a turn that did not commit comes before everything else. */
  putBack(mails: readonly Mail[]): void {
    this.mails.unshift(...mails);
    this.wake();
  }

  /** Resolves when the effect of the mail is durable, with what is to be shown of it. */
  deliver(
    compose: (done: NonNullable<Mail['done']>) => Mail,
  ): Promise<ExecutionDocument | undefined> {
    return new Promise((resolve, reject) => {
      this.put(
        compose((error, shown) => {
          if (error === undefined) {
            resolve(shown);
          } else {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        }),
      );
    });
  }

  private wake(): void {
    if (!this.running || this.turning !== undefined) {
      return;
    }
    // Whatever arrives in the same round of the event loop shares the turn.
    this.turning = new Promise((resolve) => setImmediate(resolve))
      .then(() => this.turns())
      .catch((error: unknown) =>
        this.logger.error(`turn lost: ${String(error)}`, (error as Error | undefined)?.stack),
      )
      .finally(() => {
        this.turning = undefined;
        if (this.mails.length > 0) {
          this.wake();
        }
      });
  }

  private async turns(): Promise<void> {
    while (this.running && this.mails.length > 0) {
      await this.turn(this.mails.splice(0, MAX_MAILS_PER_TURN));
    }
  }
}
