import { IllegalArgumentError } from '../../model/errors.js';
import type { RunContext } from '../api/run-context.js';

export const ON_BAD_LINES = ['ERROR', 'WARN', 'SKIP'] as const;

/** What to do with a row that cannot be taken over: fail, or leave it out with or without a word. */
export class BadLines {
  constructor(
    private readonly ctx: RunContext,
    private readonly mode: string,
  ) {}

  /** @throws IllegalArgumentError with the message unless bad lines are skipped. */
  report(message: string, cause?: unknown): void {
    if (this.mode === 'ERROR') {
      throw new IllegalArgumentError(message, { cause });
    }
    if (this.mode === 'WARN') {
      this.ctx.logger.warn(`${message}; the row is left out`);
    }
  }
}
