import type { TaskRunEnded } from '../engine/events.js';
import { stringifyJson } from '../model/json.js';
import type { TaskOutput } from '../plugins/api/runnable-task.js';
import { RunnableTaskError } from '../plugins/api/runnable-task.js';
import type { TaskLogger } from '../plugins/api/run-context.js';

/** How an attempt ended. */
export interface Outcome {
  readonly state: TaskRunEnded['state'];
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export class KilledError extends Error {
  constructor() {
    super('The task was killed');
    this.name = new.target.name;
  }
}

export class TimeoutError extends Error {
  constructor(milliseconds: number) {
    super(`Timeout after ${clockTime(milliseconds)}`);
    this.name = new.target.name;
  }
}

/** The outcome of a `run()` that returned. Too large outputs fail the attempt: rows are no place for them. */
export function outcomeOf(
  output: TaskOutput | void,
  limitBytes: number,
  logger: TaskLogger,
): Outcome {
  const outputs = presentMembers(output?.outputs ?? {});
  const bytes = Buffer.byteLength(stringifyJson(outputs));
  if (bytes > limitBytes) {
    logger.error(
      `The outputs have ${bytes} bytes but the limit is ${limitBytes}: store large data as a file and give its URI`,
    );
    return { state: 'FAILED', outputs: {} };
  }
  return { state: output?.state ?? 'SUCCESS', outputs };
}

/** The outcome of a `run()` that threw, with the reason in the log: messages at ERROR, the stack at TRACE. */
export function outcomeOfError(
  thrown: unknown,
  signal: AbortSignal,
  limitBytes: number,
  logger: TaskLogger,
): Outcome {
  if (signal.aborted && signal.reason instanceof KilledError) {
    return { state: 'KILLED', outputs: outputsOf(thrown, limitBytes) };
  }
  const error = signal.aborted && signal.reason instanceof TimeoutError ? signal.reason : thrown;
  logger.error(messageWithCauses(error));
  if (error instanceof Error && error.stack !== undefined) {
    logger.trace(error.stack);
  }
  return { state: 'FAILED', outputs: outputsOf(thrown, limitBytes) };
}

function outputsOf(thrown: unknown, limitBytes: number): Readonly<Record<string, unknown>> {
  const outputs = thrown instanceof RunnableTaskError ? presentMembers(thrown.outputs) : {};
  return Buffer.byteLength(stringifyJson(outputs)) > limitBytes ? {} : outputs;
}

/** engine.md §1.2: members without a value are absent; inside they stay. */
function presentMembers(
  outputs: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(outputs).filter(([, value]) => value !== undefined && value !== null),
  );
}

function messageWithCauses(error: unknown): string {
  const messages: string[] = [];
  for (let cause = error; cause !== undefined && messages.length < 10;) {
    const message = messageOf(cause);
    if (!messages.some((earlier) => earlier.includes(message))) {
      messages.push(message);
    }
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return messages.join('\nCaused by: ');
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(messageOf).join(', ');
  }
  return error instanceof Error ? error.message || error.name : String(error);
}

/** `HH:MM:SS.mmm`. */
function clockTime(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  const two = (number: number): string => String(Math.floor(number)).padStart(2, '0');
  const seconds = `${two((whole / 1000) % 60)}.${String(whole % 1000).padStart(3, '0')}`;
  return `${two(whole / 3_600_000)}:${two((whole / 60_000) % 60)}:${seconds}`;
}
