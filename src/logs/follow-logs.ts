import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { LogEntry } from '../model/log-entry.js';
import type { Filter } from '../platform/database/filter-sql.js';
import { LogRepository } from './store/log.repository.js';

/** What followers need to know of executions; bound by the composition root. */
export abstract class ExecutionEnds {
  /** True also for an execution that does not exist (any more). */
  abstract hasEnded(executionId: string): Promise<boolean>;
}

const POLL_MS = 200;
/** Lines are committed in the order of their ids but for writers that overlap; none overlaps longer. */
const SETTLE_MS = 3_000;

/** Lines of one execution as they come. */
@Injectable()
export class FollowLogs {
  constructor(
    private readonly logs: LogRepository,
    private readonly executions: ExecutionEnds,
  ) {}

  /** What is there, then what comes, each line once; ends after the execution did, or when `signal` is aborted. */
  async *follow(
    executionId: string,
    filters: readonly Filter[],
    signal: AbortSignal,
  ): AsyncGenerator<LogEntry> {
    const seen = new SeenLines();
    for (let ended = false; !signal.aborted;) {
      const lines = await this.logs.ofExecution(executionId, filters, { after: seen.floor });
      for (const line of seen.news(lines, Date.now())) {
        const { id: _, ...entry } = line;
        yield entry;
      }
      if (ended) {
        return;
      }
      // Lines are stored no later than the state: who sees the end can read them all.
      ended = await this.executions.hasEnded(executionId);
      if (!ended) {
        await pause(POLL_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}

/** Remembers which lines were told, as long as one with a smaller id may still appear. */
export class SeenLines {
  /** Lines up to this id need not be asked for again. */
  floor = 0;
  private readonly recent = new Map<number, number>();

  news<T extends { readonly id: number }>(lines: readonly T[], now: number): T[] {
    const fresh = lines.filter(({ id }) => !this.recent.has(id));
    fresh.forEach(({ id }) => this.recent.set(id, now));
    for (const [id, told] of this.recent) {
      if (now - told >= SETTLE_MS) {
        this.floor = Math.max(this.floor, id);
        this.recent.delete(id);
      }
    }
    return fresh;
  }
}
