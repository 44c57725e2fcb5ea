import { createContext, Script, type Context } from 'node:vm';
import { Failure } from '../errors.js';
import { MAX_BACKTRACKING_MILLISECONDS } from '../limits.js';

const SEARCH = new Script('Array.from(text.matchAll(pattern))');

let context: Context | undefined;

/**
 * Every match of a pattern on JavaScript's backtracking engine. Only a script of its own can be stopped while it searches,
 * hence the context; no code of a user runs in it. Throws Failure when the time is over.
 */
export function boundedMatches(pattern: RegExp, text: string): RegExpExecArray[] {
  context ??= createContext({});
  Object.assign(context, { text, pattern });
  try {
    return SEARCH.runInContext(context, {
      timeout: MAX_BACKTRACKING_MILLISECONDS,
    }) as RegExpExecArray[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw error;
    }
    throw new Failure(
      `The regular expression \`${pattern.source}\` takes too long on this text; look-around and back-references ` +
        'must not repeat a repetition',
    );
  } finally {
    Object.assign(context, { text: '', pattern: undefined });
  }
}
