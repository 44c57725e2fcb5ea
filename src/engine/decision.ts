import type { Change } from './changes.js';
import type { Command } from './commands.js';

/** What the core makes of one event. */
export interface Decision {
  readonly changes: readonly Change[];
  readonly commands: readonly Command[];
  /** A request that the state of the execution forbids; then there are no changes (api.md §5.5). */
  readonly refusal?: Refusal;
}

export interface Refusal {
  /** `ILLEGAL_STATE` answers 409, `ILLEGAL_ARGUMENT` 422. */
  readonly code: 'ILLEGAL_STATE' | 'ILLEGAL_ARGUMENT';
  readonly message: string;
}
