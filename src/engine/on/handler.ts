import type { Refusal } from '../decision.js';
import type { Draft } from '../draft.js';
import type { ExecutionEvent } from '../events.js';

type Kind = ExecutionEvent['kind'];

/** What an event itself changes. An event that no longer fits (late, twice, too late) changes nothing. */
export type Handler<K extends Kind> = (
  draft: Draft,
  event: Extract<ExecutionEvent, { kind: K }>,
) => Refusal | undefined;

/** A kind without a handler does not compile. */
export type Handlers = { readonly [K in Kind]: Handler<K> };

export function illegalState(message: string): Refusal {
  return { code: 'ILLEGAL_STATE', message };
}

export function illegalArgument(message: string): Refusal {
  return { code: 'ILLEGAL_ARGUMENT', message };
}
