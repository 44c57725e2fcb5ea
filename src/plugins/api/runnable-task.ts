import type { RunContext } from './run-context.js';

export type TaskFinalState = 'SUCCESS' | 'WARNING' | 'FAILED' | 'KILLED' | 'CANCELLED' | 'SKIPPED';

/** What a task gives: members of `outputs` that are null or undefined are absent from `outputs.<id>`. */
export interface TaskOutput {
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** SUCCESS when absent. */
  readonly state?: TaskFinalState;
}

/**
 * A task that a worker runs. Its properties are rendered and converted before `run`, except those declared `raw`.
 * An instance serves one attempt. Throwing anything fails the attempt; honour `ctx.signal` in everything that takes time.
 */
export interface RunnableTask {
  run(ctx: RunContext): Promise<TaskOutput | void> | TaskOutput | void;
}

/** Fails the attempt and keeps what was there so far (engine.md §23.1). */
export class RunnableTaskError extends Error {
  constructor(
    message: string,
    readonly outputs: Readonly<Record<string, unknown>>,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

export function isRunnableTask(candidate: object): candidate is RunnableTask {
  return 'run' in candidate && typeof candidate.run === 'function';
}
