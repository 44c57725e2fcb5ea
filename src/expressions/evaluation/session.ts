import { Failure } from '../errors.js';
import { MAX_DELAYED_CALLS } from '../limits.js';
import type { Rendered } from '../host.js';

/** Stops an evaluation at a call that answers later. */
class Suspension extends Error {
  constructor(readonly settled: Promise<void>) {
    super('The evaluation waits for a call');
  }
}

interface Outcome {
  readonly value?: unknown;
  readonly error?: Error;
}

/**
 * Makes effects look synchronous. The first time a call answers with a promise the evaluation stops; when the answer
 * is there the template is evaluated again from the start, and every call made before gets its recorded answer.
 * Everything with an effect or a random result must go through `call`, so that evaluations repeat exactly.
 */
export class Session {
  private readonly outcomes: Outcome[] = [];
  private next = 0;
  private delayed = 0;

  call(effect: () => unknown): unknown {
    const recorded = this.outcomes[this.next];
    if (recorded !== undefined) {
      this.next++;
      if (recorded.error !== undefined) {
        throw recorded.error;
      }
      return recorded.value;
    }
    const answer = effect();
    if (isPromise(answer)) {
      throw this.suspend(answer);
    }
    this.outcomes.push({ value: answer });
    this.next++;
    return answer;
  }

  rewind(): void {
    this.next = 0;
  }

  private suspend(answer: PromiseLike<unknown>): Suspension {
    if (++this.delayed > MAX_DELAYED_CALLS) {
      throw new Failure(`More than ${MAX_DELAYED_CALLS} delayed calls in one expression`);
    }
    const settled = answer.then(
      (value) => void this.outcomes.push({ value }),
      (error: unknown) => void this.outcomes.push({ error: asError(error) }),
    );
    return new Suspension(Promise.resolve(settled));
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Failure(String(thrown));
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}

export function isSuspension(thrown: unknown): boolean {
  return thrown instanceof Suspension;
}

/** Runs an evaluation to its end; a promise only when a call answered with one. */
export function complete<T>(evaluate: (session: Session) => T): Rendered<T> {
  const session = new Session();
  try {
    return evaluate(session);
  } catch (thrown) {
    if (thrown instanceof Suspension) {
      return resume(session, thrown, evaluate);
    }
    throw thrown;
  }
}

async function resume<T>(
  session: Session,
  first: Suspension,
  evaluate: (session: Session) => T,
): Promise<T> {
  let suspension = first;
  for (;;) {
    await suspension.settled;
    session.rewind();
    try {
      return evaluate(session);
    } catch (thrown) {
      if (!(thrown instanceof Suspension)) {
        throw thrown;
      }
      suspension = thrown;
    }
  }
}
