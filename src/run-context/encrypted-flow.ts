import type { Flow } from '../model/flow.js';

const ANSWERS = new WeakMap<Flow, boolean>();

/**
 * May values of this flow's executions hold encrypted texts? Only then are they read through a decrypting view, which
 * costs a little at every step. Sources: SECRET inputs (its own, or those of a child flow that come back as outputs),
 * tasks and triggers with an option like `encryptBody`.
 */
export function mayHoldEncrypted(flow: Flow): boolean {
  let answer = ANSWERS.get(flow);
  if (answer === undefined) {
    answer =
      flow.inputs.some((input) => input.type === 'SECRET' || input['itemType'] === 'SECRET') ||
      mentions(flow);
    ANSWERS.set(flow, answer);
  }
  return answer;
}

function mentions(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) {
    return typeof node === 'string' && /flow\.(Subflow|ForEachItem|Flow)$|^SECRET$/.test(node);
  }
  return Object.entries(node).some(([key, value]) => key.startsWith('encrypt') || mentions(value));
}
