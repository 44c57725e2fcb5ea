import type { Handler } from './handler.js';

export const onListenersEvaluated: Handler<'ListenersEvaluated'> = (draft, event) => {
  if (draft.view.execution.memo?.['listeners'] === undefined) {
    draft.change({ kind: 'ExecutionMemoSet', memo: { listeners: event.holding } });
  }
  return undefined;
};
