import type { LiveExecutions } from './live-executions.js';
import type { Mail } from './mail.js';
import type { Turn } from './turn.js';

/**
 * A turn that did not commit never happened: forgets the views that it touched and gives all mail that has to be
 * delivered again, in order. Executions without any are reloaded, so that they stay held.
 */
export function undo(turn: Turn, mails: readonly Mail[], live: LiveExecutions): Mail[] {
  const again = new Set<Mail>();
  const touched = new Set([...turn.works.keys(), ...mails.map((mail) => mail.executionId)]);
  for (const executionId of touched) {
    turn.works.get(executionId)?.mails.forEach(({ mail }) => again.add(mail));
    live.drop(executionId).forEach((mail) => again.add(mail));
  }
  mails.forEach((mail) => again.add(mail));
  const redelivered = [...again].filter((mail) => mail.kind !== 'answered');
  const named = new Set(redelivered.map((mail) => mail.executionId));
  const others = [...touched].filter((executionId) => !named.has(executionId));
  return [
    ...redelivered,
    ...others.map((executionId) => ({ kind: 'reload', executionId }) as const),
  ];
}

/** Under a new name nothing is owned any more: what was held is somebody else's, or is claimed again with its mail. */
export function dropAll(live: LiveExecutions): Mail[] {
  const mails = live.ids().flatMap((executionId) => live.drop(executionId));
  return mails.filter((mail) => mail.kind !== 'answered');
}
