import { createHash } from 'node:crypto';

/** Ids of executions that must come to be once even if their creation is tried twice. */
export function replayId(executionId: string, attemptNumber: number): string {
  return derive('replay', executionId, String(attemptNumber));
}

/** Every attempt of the parent's task run asks for a child of its own. */
export function childId(taskRunId: string, iteration: number | undefined, attempt: number): string {
  return derive('child', taskRunId, String(iteration ?? ''), String(attempt));
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function derive(...parts: readonly string[]): string {
  const digest = createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 32);
  let rest = BigInt(`0x${digest}`);
  let text = '';
  while (rest > 0n) {
    text = (ALPHABET[Number(rest % 62n)] ?? '') + text;
    rest /= 62n;
  }
  return text.padStart(22, '0');
}
