import { createContext, Script, type Context } from 'node:vm';

/** Only a script of its own can be stopped while it runs, hence the context; no code of a user runs in it. */
const CALL = new Script('work()');

let context: Context | undefined;

/** Thrown by `runWithin`; what the work was doing is left as it was. */
export class DeadlineExceeded extends Error {
  constructor(readonly milliseconds: number) {
    super(`The work takes longer than ${milliseconds} ms`);
  }
}

/**
 * The result of synchronous work, which is stopped when it takes longer, even in a search of a regular expression or in
 * WebAssembly. A thread watches each call: 70 µs, and ten times that where processors are scarce.
 */
export function runWithin<T>(milliseconds: number, work: () => T): T {
  context ??= createContext({});
  context['work'] = work;
  try {
    return CALL.runInContext(context, { timeout: Math.max(1, Math.ceil(milliseconds)) }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw new DeadlineExceeded(milliseconds);
    }
    throw error;
  } finally {
    context['work'] = undefined;
  }
}
