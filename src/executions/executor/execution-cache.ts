import type { Execution } from '../../model/execution.js';

const MOST_EXECUTIONS = 64;
const MOST_CHARACTERS = 8_000_000;

/** An execution as one version of its row has it. */
export interface KnownExecution {
  readonly version: string;
  readonly execution: Execution;
  /** Length of its document. */
  readonly characters: number;
}

/** Executions whose rows a worker need not be sent again while they stay as they are; the longest unused one leaves. */
export class ExecutionCache {
  private readonly known = new Map<string, KnownExecution>();
  private characters = 0;

  get(executionId: string): KnownExecution | undefined {
    return this.known.get(executionId);
  }

  /** Makes it the one used last. */
  put(known: KnownExecution): void {
    this.remove(known.execution.id);
    this.known.set(known.execution.id, known);
    this.characters += known.characters;
    for (const executionId of this.known.keys()) {
      if (this.known.size <= MOST_EXECUTIONS && this.characters <= MOST_CHARACTERS) {
        return;
      }
      this.remove(executionId);
    }
  }

  private remove(executionId: string): void {
    this.characters -= this.known.get(executionId)?.characters ?? 0;
    this.known.delete(executionId);
  }
}
