import { Failure } from '../errors.js';
import { DeadlineExceeded, runWithin } from '../evaluation/deadline.js';
import { MAX_BACKTRACKING_MILLISECONDS } from '../limits.js';

/** Every match of a pattern on JavaScript's backtracking engine. Throws Failure when the time is over. */
export function boundedMatches(pattern: RegExp, text: string): RegExpExecArray[] {
  try {
    return runWithin(MAX_BACKTRACKING_MILLISECONDS, () => Array.from(text.matchAll(pattern)));
  } catch (error) {
    if (!(error instanceof DeadlineExceeded)) {
      throw error;
    }
    throw new Failure(
      `The regular expression \`${pattern.source}\` takes too long on this text; look-around and back-references ` +
        'must not repeat a repetition',
    );
  }
}
