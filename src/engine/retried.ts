import type { Execution } from '../model/execution.js';
import type { Draft } from './draft.js';
import { tellParent } from './finish.js';

/** RETRIED, and the execution that takes its place is not there yet (engine.md §13.5). */
export function awaitsNext({ state, memo }: Execution): boolean {
  return state.current === 'RETRIED' && memo?.['next'] === undefined;
}

export function createNext(draft: Draft): void {
  const { execution } = draft.view;
  if (awaitsNext(execution)) {
    draft.change({ kind: 'ExecutionMemoSet', memo: { next: 'created' } });
    const attemptNumber = execution.metadata.attemptNumber + 1;
    draft.command({ kind: 'CreateReplay', attemptNumber });
  }
}

/** There will be no next one, so this end is the one that a waiting parent hears of. */
export function callOffNext(draft: Draft): void {
  draft.change({ kind: 'ExecutionMemoSet', memo: { next: 'killed' } });
  draft.command({ kind: 'CancelDelays', keys: ['replay'] });
  tellParent(draft, 'KILLED');
}
