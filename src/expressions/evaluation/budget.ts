import { Failure } from '../errors.js';
import { MAX_DEPTH, MAX_MILLISECONDS, MAX_STEPS, MAX_TEXT_LENGTH, MAX_VALUES } from '../limits.js';

/** Steps between two looks at the clock. */
const CLOCK_INTERVAL = 1_024;

/** What one evaluation has used up. Exceeding a limit fails the rendering. */
export class Budget {
  private steps = 0;
  private values = 0;
  private ticks = 0;
  private nextClockCheck = CLOCK_INTERVAL;
  private startedAt: number | undefined;
  private depth = 0;

  spend(steps = 1): void {
    this.steps += steps;
    if (this.steps > MAX_STEPS) {
      throw new Failure(`More than ${MAX_STEPS} steps in one expression`);
    }
    this.tick(steps);
  }

  /** One value of a structure that is copied. */
  visit(): void {
    if (++this.values > MAX_VALUES) {
      throw new Failure(`Structures of more than ${MAX_VALUES} values in one expression`);
    }
    this.tick();
  }

  /** Work that costs nothing but time, such as a comparison. */
  tick(count = 1): void {
    this.ticks += count;
    if (this.ticks < this.nextClockCheck) {
      return;
    }
    this.nextClockCheck = this.ticks + CLOCK_INTERVAL;
    if (this.elapsedMilliseconds() > MAX_MILLISECONDS) {
      throw tooLong();
    }
  }

  /** For work that cannot count its steps. */
  remainingMilliseconds(): number {
    const remaining = MAX_MILLISECONDS - this.elapsedMilliseconds();
    if (remaining <= 0) {
      throw tooLong();
    }
    return remaining;
  }

  /** Calls of macros, blocks and `render()` may nest. */
  nested<T>(evaluate: () => T): T {
    this.spend();
    if (++this.depth > MAX_DEPTH) {
      throw new Failure(`Calls are nested deeper than ${MAX_DEPTH} levels`);
    }
    try {
      return evaluate();
    } finally {
      this.depth--;
    }
  }

  /** Since the first question. */
  private elapsedMilliseconds(): number {
    this.startedAt ??= performance.now();
    return performance.now() - this.startedAt;
  }
}

function tooLong(): Failure {
  return new Failure(`The expression takes longer than ${MAX_MILLISECONDS} ms`);
}

export function checkLength(length: number): void {
  if (length > MAX_TEXT_LENGTH) {
    throw new Failure(`The text would be longer than ${MAX_TEXT_LENGTH} characters`);
  }
}
