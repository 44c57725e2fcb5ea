import { startDate } from '../model/state.js';
import type { Draft } from './draft.js';
import { finish } from './finish.js';
import { isAdmitted } from './gates.js';
import { after, milliseconds } from './instants.js';
import { askAssertions, hasAssertions } from './sla.js';

/** From CREATED to the first task (engine.md §3 steps 2 and 3): duration limits, concurrency limit, assertions. */
export function admit(draft: Draft): void {
  const { flow, execution } = draft.view;
  if (execution.state.current !== 'CREATED' || isAdmitted(execution)) {
    return;
  }
  watchDurations(draft);
  if (flow.concurrency === undefined) {
    begin(draft);
  } else {
    draft.command({ kind: 'AskConcurrencySlot', limit: flow.concurrency.limit });
  }
}

/** A slot of the concurrency limit was free, or not (engine.md §15.1). */
export function slotAnswered(draft: Draft, granted: boolean): void {
  const { flow, execution } = draft.view;
  if (execution.state.current !== 'CREATED' || isAdmitted(execution)) {
    return;
  }
  const behavior = flow.concurrency?.behavior ?? 'QUEUE';
  if (granted) {
    begin(draft);
  } else if (behavior === 'QUEUE') {
    draft.moveExecution('QUEUED');
  } else if (behavior === 'CANCEL') {
    finish(draft, 'CANCELLED');
  } else {
    draft.log('ERROR', 'Flow is FAILED due to concurrency limit exceeded');
    finish(draft, 'FAILED');
  }
}

/** Nothing holds the execution back any more; a QUEUED one is RUNNING at once. */
export function enter(draft: Draft): void {
  draft.change({ kind: 'ExecutionMemoSet', memo: { admitted: true } });
  if (draft.view.execution.state.current !== 'CREATED') {
    draft.moveExecution('RUNNING');
  }
  draft.touchAll();
}

/** Assertions are evaluated before the first task; their answer lets the execution in (on/expressions-evaluated.ts). */
function begin(draft: Draft): void {
  if (hasAssertions(draft.view)) {
    askAssertions(draft);
  } else {
    enter(draft);
  }
}

function watchDurations(draft: Draft): void {
  const { flow, execution } = draft.view;
  flow.sla.forEach((sla, index) => {
    const limit = sla.type === 'MAX_DURATION' ? milliseconds(sla.duration) : undefined;
    if (limit !== undefined) {
      const at = after(startDate(execution.state), limit);
      draft.command({ kind: 'Delay', key: `sla:${index}`, at });
    }
  });
}
