import type { Retry } from '../model/task.js';
import { startDate } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import { fractionOf } from './ids.js';
import { after, isLater, milliseconds } from './instants.js';

/** What the limits of a retry are compared with (engine.md §13.1, §13.5). */
interface Tries {
  /** All of them, the first one included. */
  readonly made: number;
  readonly startedAt: string;
  /** The end of the last one. */
  readonly at: string;
  /** The stand-in for chance. */
  readonly seed: string;
}

/** The instant of the next try; undefined when the limits allow none. */
export function nextTryAt(retry: Retry, tries: Tries): string | undefined {
  const next = after(tries.at, delayOf(retry, tries));
  const longest = milliseconds(retry.maxDuration);
  const isTooOften = retry.maxAttempts !== undefined && tries.made >= retry.maxAttempts;
  const isTooLate = longest !== undefined && isLater(next, after(tries.startedAt, longest));
  return isTooOften || isTooLate ? undefined : next;
}

/** Attempts that a lost worker took with it are not the task's fault. */
export function triesOf(run: TaskRun, at: string): Tries {
  const attempts = (run.attempts ?? []).filter((attempt) => attempt.state.current !== 'KILLED');
  const first = attempts[0]?.state ?? run.state;
  return { made: attempts.length, startedAt: startDate(first), at, seed: run.id };
}

/** engine.md §13.2, as documented: constant; exponential interval × factor^(n−1), capped; random in [min, max]. */
function delayOf(retry: Retry, tries: Tries): number {
  const interval = milliseconds(retry.interval) ?? 0;
  const longest = milliseconds(retry.maxInterval) ?? Infinity;
  switch (retry.type) {
    case 'constant':
      return interval;
    case 'exponential':
      return Math.min(interval * (retry.delayFactor ?? 2) ** (tries.made - 1), longest);
    case 'random': {
      const shortest = milliseconds(retry.minInterval) ?? 0;
      const span = Number.isFinite(longest) ? longest - shortest : 0;
      return Math.round(shortest + span * fractionOf(`${tries.seed} ${tries.made}`));
    }
  }
}
