import { createHash } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = BigInt(ALPHABET.length);
/** 62^22 is the first power above 2^128. */
const LENGTH = 22;

/** What makes a task run the one it is (engine.md §1.2, §4.1). */
export interface TaskRunIdentity {
  readonly executionId: string;
  readonly taskId: string;
  readonly parentTaskRunId?: string;
  readonly value?: string;
  readonly iteration?: number;
  /** Counts restarts: a task run that a restart removed and that comes again is another one. */
  readonly generation: number;
}

/** Derived, so that creating a task run twice is creating the same one. 22 characters, base 62, of 128 bits. */
export function taskRunIdOf(identity: TaskRunIdentity): string {
  const { executionId, taskId, parentTaskRunId, value, iteration, generation } = identity;
  return hash([executionId, taskId, parentTaskRunId, value, iteration, generation]);
}

/** For task runs that a worker makes itself: children of a WorkingDirectory, dynamic ones. */
export function deriveTaskRunId(
  executionId: string,
  taskId: string,
  parentTaskRunId: string,
  value?: string,
  iteration?: number,
): string {
  return hash([executionId, taskId, parentTaskRunId, value, iteration]);
}

/** The id that a task run gets in a copy of its execution (engine.md §17.1, §17.2). */
export function copiedTaskRunId(executionId: string, taskRunId: string): string {
  return hash([executionId, taskRunId]);
}

/**
 * The execution that an attempt of a Subflow, or one batch of a ForEachItem, starts: whoever asks again after a crash
 * finds what is there already.
 */
export function childExecutionId(taskRunId: string, attempt: number, iteration?: number): string {
  return hash(['child', taskRunId, attempt, iteration]);
}

/** The execution that a retry with `CREATE_NEW_EXECUTION` starts. */
export function replayExecutionId(executionId: string, attemptNumber: number): string {
  return hash(['replay', executionId, attemptNumber]);
}

/** A number in [0, 1) that only depends on the text: the engine's stand-in for chance (random retry). */
export function fractionOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}

function hash(parts: readonly unknown[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  let rest = BigInt(`0x${digest}`);
  const digits: string[] = [];
  for (let i = 0; i < LENGTH; i++) {
    digits.push(ALPHABET[Number(rest % BASE)] ?? '');
    rest /= BASE;
  }
  // Joined at once: a text that grows digit by digit stays a chain of texts in memory.
  return digits.reverse().join('');
}
