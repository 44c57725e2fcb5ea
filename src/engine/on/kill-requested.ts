import { isEnded } from '../gates.js';
import { awaitsNext, callOffNext } from '../retried.js';
import { inOrder } from '../view.js';
import { type Handler, illegalState } from './handler.js';

/**
 * engine.md §16: KILLING; what follows is the kill pass. Killing twice is killing once. An execution that waits for the one
 * that will take its place is RETRIED already: what is killed is the next one.
 */
export const onKillRequested: Handler<'KillRequested'> = (draft, event) => {
  const { view } = draft;
  const { execution, onWorkers } = view;
  const isRetried = awaitsNext(execution);
  if (isEnded(execution) && !isRetried) {
    return illegalState('The execution is already finished, it cannot be killed');
  }
  if (execution.state.current === 'KILLING') {
    return undefined;
  }
  if (isRetried) {
    callOffNext(draft);
  } else {
    draft.moveExecution('KILLING');
  }
  if (onWorkers.size > 0) {
    draft.command({ kind: 'KillWorkerTasks', taskRunIds: inOrder(view, onWorkers) });
  }
  if (event.cascade) {
    draft.command({ kind: 'KillSubflows' });
  }
  return undefined;
};
