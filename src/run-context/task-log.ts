import type { LogEntry } from '../model/log-entry.js';
import type { LogLevel } from '../model/task.js';
import { LOG_LEVELS } from '../model/task.js';
import type { TaskLogger } from '../plugins/api/run-context.js';
import type { SecretMask } from './secret-mask.js';

/** A longer message is stored in pieces. */
const LONGEST_MESSAGE = 10_240;

/** So many waiting lines make a fast producer wait; a long line counts as several. */
const HIGH_WATER_LINES = 2_000;
const CHARACTERS_OF_A_LINE = 2_048;

/** The one character that PostgreSQL text cannot hold. */
const NUL = '\u0000';

export type LogOrigin = Omit<LogEntry, 'timestamp' | 'level' | 'message' | 'thread'>;

/** As a message is stored: without NUL, and a long one in pieces, to be dated 1 ms apart so that they keep their order. */
export function messagePieces(message: string): readonly string[] {
  const text = message.replaceAll(NUL, '');
  const count = Math.max(1, Math.ceil(text.length / LONGEST_MESSAGE));
  return Array.from({ length: count }, (_, index) =>
    text.slice(index * LONGEST_MESSAGE, (index + 1) * LONGEST_MESSAGE),
  );
}

/** The log of one attempt: filters, masks and splits; the lines wait here until somebody takes them. */
export class TaskLog implements TaskLogger {
  private lines: LogEntry[] = [];
  /** Of the waiting lines, in lines of ordinary length. */
  private weight = 0;
  private readonly minimum: number;
  private lastTimestamp = 0;
  private formatted = { time: Number.NaN, text: '' };
  private waiting: (() => void)[] = [];

  constructor(
    private readonly origin: LogOrigin,
    private readonly mask: SecretMask,
    minimum: LogLevel = 'TRACE',
    private readonly now: () => number = Date.now,
    /** Told that a line was added: the owner may want to flush. */
    private readonly added?: (waiting: number) => void,
  ) {
    this.minimum = LOG_LEVELS.indexOf(minimum);
  }

  log(level: LogLevel, message: string): void {
    if (LOG_LEVELS.indexOf(level) < this.minimum) {
      return;
    }
    const masked = this.mask.apply(message);
    this.lastTimestamp = Math.max(this.lastTimestamp, this.now());
    for (const [index, piece] of messagePieces(masked).entries()) {
      this.lastTimestamp += index === 0 ? 0 : 1;
      this.lines.push({ ...this.origin, timestamp: this.timestamp(), level, message: piece });
    }
    this.weight += 1 + Math.floor(masked.length / CHARACTERS_OF_A_LINE);
    this.added?.(this.weight);
  }

  /** Many lines come within the same millisecond. */
  private timestamp(): string {
    if (this.formatted.time !== this.lastTimestamp) {
      const time = this.lastTimestamp;
      this.formatted = { time, text: new Date(time).toISOString() };
    }
    return this.formatted.text;
  }

  trace(message: string): void {
    this.log('TRACE', message);
  }

  debug(message: string): void {
    this.log('DEBUG', message);
  }

  info(message: string): void {
    this.log('INFO', message);
  }

  warn(message: string): void {
    this.log('WARN', message);
  }

  error(message: string): void {
    this.log('ERROR', message);
  }

  drained(): Promise<void> | undefined {
    if (this.weight < HIGH_WATER_LINES) {
      return undefined;
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Hands over what waits, in order. */
  take(): LogEntry[] {
    const taken = this.lines;
    this.lines = [];
    this.weight = 0;
    const waiting = this.waiting;
    this.waiting = [];
    waiting.forEach((resume) => resume());
    return taken;
  }
}
