import type { RunContext } from './run-context.js';

/** What a trigger may reach while it is evaluated. */
export type PollingContext = Pick<
  RunContext,
  | 'render'
  | 'renderTyped'
  | 'renderDeep'
  | 'http'
  | 'signal'
  | 'storage'
  | 'logger'
  | 'kv'
  | 'encrypt'
  | 'workingDirectory'
  | 'namespaceFiles'
  | 'configurationOf'
>;

/** The execution that a trigger wants to start. */
export interface TriggerFiring {
  /** `trigger.*` of the new execution. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A trigger that looks for something at intervals (triggers.md §9). Nothing there: undefined. Trouble: throws. */
export interface PollingTrigger {
  /** Milliseconds. */
  readonly interval: number;
  poll(ctx: PollingContext): Promise<TriggerFiring | undefined>;
}
