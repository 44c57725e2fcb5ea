import { advance } from './advance/advance.js';
import type { Decision, Refusal } from './decision.js';
import { Draft } from './draft.js';
import type { ExecutionEvent } from './events.js';
import { isAdmitted } from './gates.js';
import type { Handler } from './on/handler.js';
import { HANDLERS } from './on/handlers.js';
import { askAssertions, hasAssertions } from './sla.js';
import type { ExecutionView } from './view.js';

const NOTHING: Decision = { changes: [], commands: [] };

/**
 * What one event means: first what it changes itself, then what follows from that (design: the core).
 * Pure: the same view and event give the same decision, and the view is afterwards as it was before; `apply` moves it
 * on. Costs the depth of nesting plus what it changes, not the number of task runs; killing, restarting and resuming
 * look at every open one. Throws only for our bugs.
 */
export function decide(view: ExecutionView, event: ExecutionEvent): Decision {
  const draft = new Draft(view, event.at);
  try {
    return decisionOf(draft, event);
  } finally {
    draft.rollBack();
  }
}

/** `decide` and `apply` in one, for whoever holds the view and goes on from there: the changes are made only once. */
export function decideAndApply(view: ExecutionView, event: ExecutionEvent): Decision {
  const draft = new Draft(view, event.at);
  try {
    const decision = decisionOf(draft, event);
    if (decision.refusal !== undefined) {
      draft.rollBack();
    }
    return decision;
  } catch (error) {
    draft.rollBack();
    throw error;
  }
}

function decisionOf(draft: Draft, event: ExecutionEvent): Decision {
  const refusal = handle(draft, event);
  if (refusal !== undefined) {
    return { ...NOTHING, refusal };
  }
  if (draft.isEmpty) {
    return NOTHING;
  }
  follow(draft, event);
  return draft.decision();
}

/** The table is a mapped type, so the handler found by the kind takes the event of that kind. */
function handle(draft: Draft, event: ExecutionEvent): Refusal | undefined {
  const handler = HANDLERS[event.kind] as Handler<typeof event.kind>;
  return handler(draft, event);
}

/**
 * Where the caller is to see what an action did, the execution goes on in the next step; after a failure of ours it does
 * not go on at all. Assertions are looked at after every event, not after the answers they are made of.
 */
function follow(draft: Draft, event: ExecutionEvent): void {
  if (draft.isHalted) {
    return;
  }
  advance(draft);
  const isAnswer = event.kind === 'ExpressionsEvaluated';
  if (
    !isAnswer &&
    draft.changes.length > 0 &&
    isAdmitted(draft.view.execution) &&
    hasAssertions(draft.view)
  ) {
    askAssertions(draft);
  }
}
